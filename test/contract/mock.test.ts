import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock, type Mock } from '../../openapi/mock.ts'
import { violationsHeader } from '../../openapi/mock/violations.ts'
import type { FailureEnvelope } from '../../sdk/src/generated/types.gen.ts'
import { contractOperations, maxLengthOf, parametersOf, type ContractOperation } from '../../server/contract.ts'
import { schemaBreaches } from '../fixtures/contract-check.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { contractExamples } from './examples-of.ts'

let mock: Mock
beforeAll(async () => {
  mock = await startMock({ port: 0 })
})
afterAll(() => mock?.close())

const uuid = 'df9f70ee-4b12-4740-b0f5-bb5aea116863'
const pathValues: Record<string, string> = { id: uuid, connection_id: uuid, user_role_id: uuid, value: 'my-oauth-refresh-token' }

const examples = Map.groupBy(contractExamples(), ({ operationId }) => operationId)
const requestOf = (id: string) => examples.get(id)!.find(({ status }) => status === undefined)
const answersOf = (id: string) => examples.get(id)!.filter(({ status }) => status !== undefined)

const isGuarded = ({ operation }: ContractOperation) => operation.security!.every((schemes) => tokensAskedFor(schemes).length > 0)

interface Changes {
  headers?: Record<string, string>
  body?: string
  query?: Record<string, string>
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Undefined where there is none. */
  body: unknown
}

/** Sends what the contract allows, save for `changes`; not with `fetch`, which sends no body with GET. */
async function send(operation: ContractOperation, { headers = {}, body, query = {} }: Changes = {}): Promise<Answer> {
  const required = parametersOf(operation).filter((parameter) => parameter.in === 'query' && parameter.required)
  const search = new URLSearchParams({ ...Object.fromEntries(required.map(({ name }) => [name, `${uuid},${uuid}`])), ...query })
  const request = requestOf(operation.id)
  const sent = body ?? (request ? JSON.stringify(request.value) : '')
  const outgoing = httpRequest(`${mock.url}${operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathValues[name]!)}?${search}`, {
    method: operation.method,
    headers: {
      ...(sent !== '' && { 'content-type': 'application/json' }),
      ...(sent !== '' && headers['transfer-encoding'] === undefined && { 'content-length': Buffer.byteLength(sent) }),
      ...(isGuarded(operation) && { authorization: 'Bearer any' }),
      ...headers,
    },
  }).end(sent)
  // The event brings the answer and nothing else.
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
  const received = await text(incoming)
  return { status: incoming.statusCode!, headers: incoming.headers, body: received === '' ? undefined : JSON.parse(received) }
}

const operationOf = (id: string) => contractOperations.find((operation) => operation.id === id)!

describe('Prefer chooses every example of every status', () => {
  it.each(contractOperations)('$id', async (operation) => {
    const chosen = answersOf(operation.id).map(async ({ status, name, value }) => {
      const answer = await send(operation, { headers: { prefer: `code=${status}, example=${name}` } })
      expect({ name, ...answer }).toMatchObject({ name, status, body: value })
      expect(answer.headers['sl-violations']).toBeUndefined()
    })
    await Promise.all(chosen)
  })
})

describe('the header sl-violations', () => {
  it('says what an invalid request breaks', async () => {
    const { headers } = await send(operationOf('createToken'), { body: '{"token":{"grant_type":"refresh_token","client_id":1}}' })
    const violations = JSON.parse(String(headers['sl-violations'])) as unknown[]
    expect(violations).toHaveLength(3)
    const location = ['request', 'body', 'token', 'client_id']
    expect(violations).toContainEqual({ location, code: 'type', message: 'Request body property token.client_id must be string' })
  })

  it('is not there when nothing is broken', async () => {
    const { headers } = await send(operationOf('createToken'))
    expect(headers['sl-violations']).toBeUndefined()
  })

  it('can name a Cyrillic field', () => {
    const violation = { path: ['body', 'назва'], code: 'type', message: 'must be string' }
    const header = violationsHeader([violation])['sl-violations']!
    expect(header).toMatch(/^[ -~]+$/)
    expect(JSON.parse(header)).toEqual([{ location: ['request', 'body', 'назва'], code: 'type', message: 'must be string' }])
  })
})

describe('the mock keeps to the contract where Prism alone would not', () => {
  it('looks at Accept before Prefer', async () => {
    const answer = await send(operationOf('getRole'), { headers: { accept: 'text/html', prefer: 'code=404' } })
    expect(answer).toMatchObject({ status: 406 })
  })

  it('looks at the type of a body that comes in chunks', async () => {
    const headers = { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' }
    expect(await send(operationOf('blockUser'), { headers, body: 'text' })).toMatchObject({ status: 415 })
  })

  it.each([
    ['createToken', '{"token":{}}', 422, 'missingGrantType'],
    ['createToken', '{"token":{"grant_type":"none"}}', 401, 'grantTypeNotAllowed'],
    ['logInUser', '{"token":{"grant_type":"none"}}', 401, 'loginGrantNotAllowed'],
    ['createRole', '{}', 400, 'missingWrapper'],
    ['putConnection', '[]', 400, 'malformedJson'],
    ['createRole', '{', 400, 'malformedJson'],
  ])('answers %s with the example that tells what is wrong with %s', async (id, body, status, name) => {
    expect(await send(operationOf(id), { body })).toMatchObject({ status, body: answersOf(id).find((answer) => answer.name === name)!.value })
  })

  it('marks the deprecated operation as the contract does', async () => {
    const { headers } = await send(operationOf('refreshClientSecret'))
    expect([headers['deprecation'], headers['sunset']]).toEqual(['@1537142400', 'Fri, 31 Dec 2027 23:59:59 GMT'])
  })
})

describe('an idempotency key', () => {
  const repeatedBy = ({ headers, body }: Answer) => [headers['x-idempotency-key'], (body as FailureEnvelope | undefined)?.meta.idempotency_key]

  it.each([
    ['createToken', 201, { 'x-idempotency-key': 'order-17' }, 'order-17'],
    ['getRole', 200, { 'x-idempotency-key': 'order-17' }, 'order-17'],
    ['createRole', 503, { 'x-idempotency-key': 'order-17', prefer: 'code=503' }, 'order-17'],
    ['getRole', 200, { 'x-idempotency-key': 'order 17' }, undefined],
    ['createToken', 201, {}, undefined],
  ])('is repeated by %s %i as it came, and no other is made up: %j', async (id, status, headers, key) => {
    const answer = await send(operationOf(id), { headers })
    expect(answer.status).toBe(status)
    expect(repeatedBy(answer)).toEqual([key, key])
  })

  it('is repeated by an answer that has no body', async () => {
    const answer = await send(operationOf('deleteRole'), { headers: { 'x-idempotency-key': 'order-17' } })
    expect([answer.status, ...repeatedBy(answer)]).toEqual([204, 'order-17', undefined])
  })

  it.each(['order 17', 'x'.repeat(maxLengthOf('IdempotencyKey') + 1), ''])('that is ill-formed, as %j, is refused with its example', async (key) => {
    const answer = await send(operationOf('deleteRole'), { headers: { 'x-idempotency-key': key } })
    const example = answersOf('deleteRole').find(({ name }) => name === 'invalidIdempotencyKey')
    expect(answer).toMatchObject({ status: 422, body: example!.value })
    expect(repeatedBy(answer)).toEqual([undefined, undefined])
  })
})

describe('what is no operation', () => {
  it('is answered with an envelope, like by the service', async () => {
    const response = await fetch(`${mock.url}/nowhere?page=1`)
    const body = (await response.json()) as unknown
    expect(schemaBreaches('#/components/schemas/FailureEnvelope', body)).toEqual([])
    expect(body).toMatchObject({ meta: { code: 404, url: `${mock.url}/nowhere` }, error: { type: 'not_found' } })
  })

  it('is told which methods there are', async () => {
    const response = await fetch(`${mock.url}/admin/users/${uuid}/roles`, { method: 'PUT' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, DELETE'])
    expect((await fetch(`${mock.url}/admin/users`, { method: 'HEAD' })).status).toBe(405)
  })
})

it('a Prefer that no example fits is answered in the form of Prism', async () => {
  const answer = await send(operationOf('createToken'), { headers: { prefer: 'code=418' } })
  expect(answer).toMatchObject({ status: 404, headers: { 'content-type': 'application/problem+json' } })
})

it('answers pages of other origins', async () => {
  const preflight = await fetch(`${mock.url}/oauth/tokens`, {
    method: 'OPTIONS',
    headers: { origin: 'https://mis.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'prefer' },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://mis.example')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('prefer')
})
