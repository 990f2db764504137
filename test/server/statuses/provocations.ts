import { parametersOf, type ContractOperation, type OperationId } from '../../../server/contract.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { requestOf, type ContractRequest } from './contract-request.ts'
import { guardOf } from './own-rows.ts'

/** By status, what makes an operation answer with it. */
export type Provocations = Record<number, () => Promise<Answer>>

type Server = { url: string }

/** Servers that answer well, that have lost tables, and that answer one request in a minute. */
export interface Servers {
  server: Server
  broken: Server
  limited: Server
}

/** An id that nothing has. */
export const unknownId = '00000000-0000-4000-8000-000000000000'

export const send = (server: Server, { target, ...request }: ContractRequest): Promise<Answer> => call(server, target, request)

/** The statuses that follow from what the contract says of every operation, given a request that works. */
export function commonProvocations(operation: ContractOperation, { server, broken, limited }: Servers): Provocations {
  const request = requestOf(operation)
  const headers = { ...request.headers, 'Content-Type': 'application/json' }
  const sendWith = (changes: Partial<ContractRequest>) => send(server, { ...request, headers, ...changes })
  return {
    [successOf(operation)]: () => send(server, request),
    400: () => sendWith({ body: '{' }),
    406: () => sendWith({ headers: { ...headers, Accept: 'text/html' } }),
    413: () => sendWith({ body: { x: 'x'.repeat(65_536) } }),
    415: () => sendWith({ headers: { ...headers, 'Content-Type': 'application/json; charset=koi8-u' }, body: '{}' }),
    429: async () => {
      await send(limited, request)
      return send(limited, request)
    },
    431: () => sendWith({ headers: { ...headers, 'X-Large': 'x'.repeat(20_000) } }),
    500: () => send(broken, request),
    ...guardProvocations(operation, sendWith),
    ...placeProvocations(operation, request, sendWith),
    ...fieldProvocations(operation, request, sendWith),
  }
}

type SendWith = (changes: Partial<ContractRequest>) => Promise<Answer>

function guardProvocations(operation: ContractOperation, sendWith: SendWith): Provocations {
  const guard = guardOf(operation)
  if (guard === undefined) return {}
  const without: Provocations = { 401: () => sendWith({ headers: {} }) }
  return guard.scope.length === 0 ? without : { ...without, 403: () => sendWith({ headers: { Authorization: 'Bearer scopeless' } }) }
}

/** These make what is not there. */
export const upserts: string[] = ['putClient', 'updateClient'] satisfies OperationId[]

function placeProvocations({ id, path }: ContractOperation, { target }: ContractRequest, sendWith: SendWith): Provocations {
  const parameter = path.split('/').findLastIndex((segment) => segment.startsWith('{'))
  if (parameter === -1 || upserts.includes(id)) return {}
  const segments = target.split('/').with(parameter, unknownId)
  return { 404: () => sendWith({ target: segments.join('/') }) }
}

/** A field that is of no type that any field has, filters that are none, or an ill-formed idempotency key. */
function fieldProvocations(operation: ContractOperation, { target, headers, body }: ContractRequest, sendWith: SendWith): Provocations {
  if (body !== undefined) return { 422: () => sendWith({ body: illTyped(body) }) }
  const names = queryNames(operation)
  if (names.length === 0 && operation.method === 'get') return {}
  if (names.length === 0) return { 422: () => sendWith({ headers: { ...headers, 'X-Idempotency-Key': 'two words' } }) }
  const query = names.map((name) => `${name}=x`).join('&')
  return { 422: () => sendWith({ target: `${target.split('?', 1)[0]}?${query}` }) }
}

/** Bodies are objects of fields, or of one object of fields. */
function illTyped(body: unknown): object {
  const [[name, value] = [], ...others] = Object.entries(body as object)
  if (name === undefined) throw new Error('a body without fields cannot be ill-typed')
  const isWrapper = others.length === 0 && typeof value === 'object'
  return { [name]: isWrapper ? illTyped(value) : [{}] }
}

function queryNames(operation: ContractOperation): string[] {
  return parametersOf(operation).flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : []))
}

function successOf({ operation }: ContractOperation): number {
  return Math.min(...Object.keys(operation.responses ?? {}).map(Number))
}
