import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { OpenAPIV3_1 } from 'openapi-types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock, type Mock } from '../../openapi/mock.ts'
import { violationsHeader } from '../../openapi/mock/violations.ts'
import { contractOperations, exampleValue, parametersOf, resolve, type ContractOperation } from '../../server/contract.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
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

const has = (operation: ContractOperation, name: string) => parametersOf(operation).some((parameter) => parameter.name === name)
const isGuarded = ({ operation }: ContractOperation) =>
  operation.security!.every((schemes) => tokensAskedFor(schemes).length > 0)
const hasUuidInPath = (operation: ContractOperation) =>
  parametersOf(operation).some(({ in: place, schema }) => place === 'path' && resolve<OpenAPIV3_1.SchemaObject>(schema!).format === 'uuid')
const bodyOf = ({ operation }: ContractOperation) => operation.requestBody && resolve(operation.requestBody)

/** The first success, which may have no body. */
function successOf({ id, operation }: ContractOperation) {
  const status = Number(Object.keys(operation.responses!).find((code) => code < '300'))
  return { status, body: answersOf(id).find((answer) => answer.status === status)?.value }
}

interface Changes {
  headers?: Record<string, string>
  /** Empty for a request without a body. */
  body?: string
  query?: Record<string, string>
  path?: Record<string, string>
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  /** Undefined where there is none. */
  body: unknown
}

/** Sends what the contract allows, save for `changes`; not with `fetch`, which sends no body with GET. */
async function send(operation: ContractOperation, { headers = {}, body, query = {}, path = {} }: Changes = {}): Promise<Answer> {
  const values = { ...pathValues, ...path }
  const required = parametersOf(operation).filter((parameter) => parameter.in === 'query' && parameter.required)
  const search = new URLSearchParams({ ...Object.fromEntries(required.map(({ name }) => [name, `${uuid},${uuid}`])), ...query })
  const request = requestOf(operation.id)
  const sent = body ?? (request ? JSON.stringify(request.value) : '')
  const outgoing = httpRequest(`${mock.url}${operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name]!)}?${search}`, {
    method: operation.method,
    headers: {
      ...(sent !== '' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
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
const guarded = contractOperations.filter(isGuarded)
const withBody = contractOperations.filter(bodyOf)
const withoutBody = contractOperations.filter((operation) => bodyOf(operation) === undefined)
const withOptionalBody = withBody.filter((operation) => bodyOf(operation)!.required !== true)
const withWrapper = withBody.filter((operation) => bodyOf(operation)!.required === true && wrapperOf(operation.id) !== undefined)

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

describe('without Prefer', () => {
  it.each(contractOperations)('$id answers a valid request with its first success', async (operation) => {
    const answer = await send(operation)
    expect(answer).toMatchObject(successOf(operation))
    expect(answer.headers['content-type']).toBe(answer.body === undefined ? undefined : 'application/json')
    expect(answer.headers['sl-violations']).toBeUndefined()
  })

  it.each(withOptionalBody)('$id takes a request without a body', async (operation) => {
    expect(await send(operation, { body: '' })).toMatchObject(successOf(operation))
  })

  it.each(withBody)('$id answers 422 to a field of another type, and says in a header which', async (operation) => {
    const body = JSON.stringify(requestOf(operation.id)!.value, (_name, member: unknown) => (typeof member === 'object' ? member : {}))
    const answer = await send(operation, { body })
    expect(answer).toMatchObject({ status: 422, body: { meta: { code: 422 } } })
    expect(answer.headers['sl-violations']).toContain('must be ')
  })

  it.each(withWrapper)('$id answers 400 to a body without its outer object', async (operation) => {
    const answer = await send(operation, { body: '{}' })
    expect(answer).toMatchObject({ status: 400, body: { error: { invalid: [{ rules: [{ rule: 'required' }] }] } } })
    expect(answer.headers['sl-violations']).toContain('must have required property')
  })

  it.each(contractOperations.filter(hasUuidInPath))('$id answers 400 to an id of the path that is no UUID', async (operation) => {
    const answer = await send(operation, { path: { id: 'owner', connection_id: 'owner', user_role_id: 'owner' } })
    expect(answer).toMatchObject({ status: 400, body: exampleValue('malformedPathId') })
    expect(answer.headers['sl-violations']).toContain('must match format')
  })

  it.each(contractOperations.filter((operation) => has(operation, 'page')))('$id answers 422 to a page that cannot be', async (operation) => {
    expect(await send(operation, { query: { page: '0' } })).toMatchObject({ status: 422, body: exampleValue('invalidFilter') })
    expect(await send(operation, { query: { page: '2', page_size: '300' } })).toMatchObject({ status: 200 })
  })

  it.each(contractOperations)('$id answers 400 to what is not JSON', async (operation) => {
    const answer = await send(operation, { body: '{' })
    expect(answer).toMatchObject({ status: 400, body: exampleValue('malformedJson') })
  })

  it.each(contractOperations)('$id answers 415 to another type of body', async (operation) => {
    const answer = await send(operation, { headers: { 'content-type': 'text/plain' }, body: 'token' })
    expect(answer).toMatchObject({ status: 415, body: { error: { type: 'content_type_invalid' } } })
  })

  it.each(contractOperations)('$id answers 406 to a client that does not take JSON', async (operation) => {
    const answer = await send(operation, { headers: { accept: 'text/html' } })
    expect(answer).toMatchObject({ status: 406, body: { error: { type: 'content_type_invalid' } } })
  })

  it.each(guarded)('$id answers 401 without a bearer token', async (operation) => {
    const answer = await send(operation, { headers: { authorization: '' } })
    expect(answer).toMatchObject({ status: 401, body: { error: { type: 'access_denied' } } })
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="ehealth-auth"')
  })
})

describe('the mock keeps to the contract where Prism alone would not', () => {
  it('ignores Authorization where none is asked for', async () => {
    expect(await send(operationOf('createToken'), { headers: { authorization: 'Bearer any' } })).toMatchObject({ status: 201 })
  })

  it.each(['getClientProfile', 'getClient'])('knows the scheme of a token in any case: %s', async (id) => {
    expect(await send(operationOf(id), { headers: { authorization: 'bearer any' } })).toMatchObject({ status: 200 })
  })

  it('looks at the token before the path', async () => {
    const answer = await send(operationOf('putRole'), { headers: { authorization: '' }, path: { id: 'owner' } })
    expect(answer).toMatchObject({ status: 401 })
  })

  it('answers 400 to a token of the path that cannot be one', async () => {
    expect(await send(operationOf('verifyToken'), { path: { value: 'x'.repeat(256) } })).toMatchObject({ status: 400, body: { meta: { code: 400 } } })
  })

  it('looks at Accept before Prefer', async () => {
    const answer = await send(operationOf('getRole'), { headers: { accept: 'text/html', prefer: 'code=404' } })
    expect(answer).toMatchObject({ status: 406 })
  })

  it.each(withoutBody)('$id leaves a JSON body unread', async (operation) => {
    expect(await send(operation, { body: '{"any":"thing"}' })).toMatchObject(successOf(operation))
  })

  it('marks the deprecated operation as the contract does', async () => {
    const { headers } = await send(operationOf('refreshClientSecret'))
    expect([headers['deprecation'], headers['sunset']]).toEqual(['@1537142400', 'Fri, 31 Dec 2027 23:59:59 GMT'])
  })

  it('can name a Cyrillic field in the header that explains a refusal', () => {
    const violation = { path: ['body', 'назва'], message: 'must be string' }
    const header = violationsHeader([violation])['sl-violations']!
    expect(header).toMatch(/^[ -~]+$/)
    expect(JSON.parse(header)).toEqual([{ location: ['request', 'body', 'назва'], message: 'must be string' }])
  })
})

describe('filters', () => {
  it.each([
    ['listUsers', { ids: `${uuid},${uuid}` }, 200],
    ['listUsers', { ids: `${uuid},owner` }, 422],
    ['listUsers', { is_blocked: 'true' }, 200],
    ['listUsers', { is_blocked: 'perhaps' }, 422],
    ['listUsers', { nobody_knows: 'this' }, 200],
    ['deleteTokensOfUsers', { user_ids: uuid }, 204],
    ['deleteTokensOfUsers', { user_ids: '' }, 422],
    ['getNonce', { client_id: 'owner' }, 422],
  ])('%s with %j is answered with %i', async (id, query, status) => {
    expect(await send(operationOf(id), { query })).toMatchObject({ status })
  })
})

it('answers 404 to an unknown path and 405 to another method', async () => {
  expect((await fetch(`${mock.url}/nowhere`)).status).toBe(404)
  expect((await fetch(`${mock.url}/oauth/tokens`)).status).toBe(405)
  expect((await fetch(`${mock.url}/admin/users`, { method: 'HEAD' })).status).toBe(405)
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
