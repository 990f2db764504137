import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, parametersOf, resolve, type ContractOperation } from '../../server/contract.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { contractExamples } from '../contract/examples-of.ts'

const uuid = 'df9f70ee-4b12-4740-b0f5-bb5aea116863'
const examples = Map.groupBy(contractExamples(), ({ operationId }) => operationId)

/** The operations that need a bearer token. */
export const guarded = contractOperations.filter(({ operation }) =>
  operation.security?.every((schemes) => tokensAskedFor(schemes).length > 0),
)
/** The operations whose body `fetch` can send. */
export const withBody = contractOperations.filter(({ method, operation }) => method !== 'get' && operation.requestBody !== undefined)
/** The operations with an id in their path. */
export const withId = contractOperations.filter((operation) => idsOf(operation).length > 0)

/** The status of every answer of an operation, the names of its examples, and the headers it documents. */
export function answersOf({ operation }: ContractOperation) {
  return Object.entries(operation.responses ?? {}).map(([status, listed]) => {
    const { headers = {}, content } = resolve<OpenAPIV3_1.ResponseObject>(listed)
    return { status: Number(status), names: Object.keys(content?.['application/json']?.examples ?? {}), headers: Object.keys(headers) }
  })
}

/** What may differ from a valid request. */
export interface Changes {
  /** `undefined` takes a header away. */
  headers?: Record<string, string | undefined>
  body?: string
  ids?: string
}

/** A valid request of an operation, as arguments of `fetch`, with changes. */
export function requestOf(baseUrl: string, operation: ContractOperation, changes: Changes = {}): [string, RequestInit] {
  const { headers = {}, body, ids = uuid } = changes
  const query = parametersOf(operation).filter((parameter) => parameter.in === 'query' && parameter.required)
  const valueOf = (name: string) => (idsOf(operation).includes(name) ? ids : 'my-oauth-refresh-token')
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => valueOf(name))
  const example = examples.get(operation.id)?.find(({ status }) => status === undefined)
  const sent = body ?? (withBody.includes(operation) && example ? JSON.stringify(example.value) : undefined)
  const all = {
    'content-type': sent === undefined ? undefined : 'application/json',
    authorization: guarded.includes(operation) ? 'Bearer any' : undefined,
    ...headers,
  }
  return [
    `${baseUrl}${path}?${new URLSearchParams(Object.fromEntries(query.map(({ name }) => [name, uuid])))}`,
    {
      method: operation.method.toUpperCase(),
      headers: Object.entries(all).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
      ...(sent !== undefined && { body: sent }),
    },
  ]
}

function idsOf(operation: ContractOperation): string[] {
  return parametersOf(operation).flatMap(({ in: place, name, schema }) =>
    place === 'path' && resolve<OpenAPIV3_1.SchemaObject>(schema ?? {}).format === 'uuid' ? [name] : [],
  )
}
