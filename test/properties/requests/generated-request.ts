import { bodySchemaOf, type ContractOperation } from '../../../server/contract.ts'
import { schemaBreaches } from '../../fixtures/contract-check.ts'
import { knownSchema } from '../values/schema.ts'
import type { WireRequest } from '../sandbox/connect.ts'
import { parametersWithPointers } from './parameters.ts'

/** A request by its parts, as the contract describes them. */
export interface GeneratedRequest {
  path: Record<string, unknown>
  query: Record<string, unknown>
  header: Record<string, unknown>
  /** What a schema says nothing of: the token, the media types, and what no operation knows. */
  headers: Record<string, string>
  /** Undefined where there is none. */
  body?: unknown
  /** In place of the body, when that is no JSON. */
  text?: string
}

/** What is wrong with the parts of a request, held against the contract's schemas. */
export function requestBreaches(operation: ContractOperation, request: GeneratedRequest): string[] {
  const ofParameters = parametersWithPointers(operation).flatMap(({ place, name, required, pointer }) => {
    const value = request[place][name]
    if (value === undefined) return required ? [`${place} ${name} is missing`] : []
    return schemaBreaches(pointer, value).map((breach) => `${place} ${name}${breach}`)
  })
  const schema = bodySchemaOf(operation)
  const ofBody = request.body === undefined || !('$ref' in schema) ? [] : schemaBreaches(schema.$ref, request.body)
  return [...ofParameters, ...ofBody]
}

/** The request as it goes over the wire. */
export function toWire(operation: ContractOperation, { path, query, header, headers, body, text }: GeneratedRequest): WireRequest {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_place, name: string) => encodeURIComponent(String(path[name])))
  const lists = new Set(parametersWithPointers(operation).flatMap(({ name, schema }) => (knownSchema(schema).type === 'array' ? [name] : [])))
  const pairs = Object.entries(query).flatMap(([name, value]) => pairsOf(name, value, lists.has(name)))
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body))
  return {
    method: operation.method.toUpperCase(),
    target: pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`,
    headers: { ...(content === undefined ? {} : { 'Content-Type': 'application/json' }), ...textsOf(header), ...headers },
    body: content,
  }
}

/** A list is written with commas where the contract knows one, and is a name that comes several times where it does not. */
function pairsOf(name: string, value: unknown, isList: boolean): string[] {
  const values = [value].flat()
  const pair = (text: string) => `${encodeURIComponent(name)}=${encodeURIComponent(text).replaceAll('%2C', ',')}`
  return isList ? [pair(values.join(','))] : values.map((single) => pair(String(single)))
}

const textsOf = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
