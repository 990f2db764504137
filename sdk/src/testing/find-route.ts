import { operations } from '../generated/examples.gen.js'
import type { OperationId } from './operation-id.js'

/** Where a request leads. */
export interface Route {
  /** Absent when the contract has no such path, or not this method of it. */
  operationId: OperationId | undefined
  /** The parameters of the path, decoded, by their names in the contract. */
  parameters: Record<string, string>
  /** The methods of the path; none when the contract has no such path. */
  methods: string[]
}

/** Finds what a method and a path are for. Fixed segments of a path go before parameters. */
export function findRoute(method: string, path: string): Route {
  // Real clients send a slash at the end, and the server takes it.
  const segments = path.replace(/(.)\/$/, '$1').split('/')
  // The keys of this object are the names of the operations.
  const ids = (Object.keys(operations) as OperationId[]).filter((id) => matches(operations[id].path, segments))
  // In this order a parameter comes last, because `{` comes after the letters.
  const [template = ''] = ids.map((id) => operations[id].path).sort()
  const onPath = ids.filter((id) => operations[id].path === template)
  return {
    operationId: onPath.find((id) => operations[id].method === method),
    parameters: parametersOf(template, segments),
    methods: onPath.map((id) => operations[id].method),
  }
}

function matches(template: string, segments: string[]): boolean {
  const parts = template.split('/')
  const fits = (part: string, segment: string | undefined) => part === segment || (isParameter(part) && segment !== '')
  return parts.length === segments.length && parts.every((part, index) => fits(part, segments[index]))
}

function parametersOf(template: string, segments: string[]): Record<string, string> {
  const pairs = template.split('/').map((part, index): [string, string] => [part, segments[index] ?? ''])
  const parameters = pairs.filter(([part]) => isParameter(part))
  return Object.fromEntries(parameters.map(([part, segment]) => [part.slice(1, -1), decode(segment)]))
}

const isParameter = (part: string): boolean => part.startsWith('{')

/** What is not encoded properly stays as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
