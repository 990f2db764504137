import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../../server/follow-reference.ts'
import { isObject } from '../../../server/is-object.ts'
import type { Contract, Operation } from '../contract.ts'
import { headerParameters, pathParameters, queryParameters } from '../method-parts.ts'
import { callerOf, type Caller } from './caller-of.ts'

/** What a sample sends, in whatever language it is written. */
export interface SampleRequest {
  operation: Operation
  /** Without a slash at its end. */
  baseUrl: string
  caller: Caller
  path: [string, unknown][]
  query: [string, unknown][]
  headers: [string, unknown][]
  /** Absent where none is sent. */
  body?: unknown
}

/** A named example of a request. */
export interface RequestExample {
  name: string
  /** What it shows, in words; its name where the contract has none. */
  summary: string
  body: unknown
}

/** The named examples of an operation's request, those of a GET too. */
export function requestExamples({ document }: Contract, { path, method }: Operation): RequestExample[] {
  const source = document.paths?.[path]?.[method]?.requestBody
  if (source === undefined) return []
  const { content } = followReference<OpenAPIV3_1.RequestBodyObject>(document, source)
  return Object.entries(content['application/json']?.examples ?? {}).map(([name, example]) => {
    const { summary = name, value } = followReference<OpenAPIV3_1.ExampleObject>(document, example)
    return { name, summary, body: value as unknown }
  })
}

/** A request with the examples of the parameters, for the sandbox. What a body says already is not said in the query again. */
export function sampleRequest(contract: Contract, operation: Operation, body?: unknown): SampleRequest {
  const said = isObject(body) ? body : {}
  return {
    operation,
    baseUrl: contract.document.servers?.[0]?.url ?? '',
    caller: callerOf(contract, operation),
    path: examplesOf(pathParameters(operation)),
    query: examplesOf(queryParameters(operation)).filter(([name]) => !(name in said)),
    headers: examplesOf(headerParameters(operation)),
    ...(body === undefined ? {} : { body }),
  }
}

/** @throws Error for a parameter that is required and has no example. */
function examplesOf(parameters: OpenAPIV3_1.ParameterObject[]): [string, unknown][] {
  return parameters.flatMap(({ name, required, example, examples = {} }): [string, unknown][] => {
    const [first] = Object.values(examples)
    // The bundler leaves the examples of a parameter where they are.
    const value: unknown = example ?? (first as OpenAPIV3_1.ExampleObject | undefined)?.value
    if (value !== undefined) return [[name, value]]
    if (required === true) throw new Error(`the parameter ${name} is required and needs an example`)
    return []
  })
}
