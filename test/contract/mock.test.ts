import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock, type Mock } from '../../openapi/mock.ts'
import { violationsHeader } from '../../openapi/mock/violations.ts'
import { contractOperations, type ContractOperation } from '../../server/contract.ts'
import { contractExamples } from './examples-of.ts'

let mock: Mock
beforeAll(async () => {
  mock = await startMock({ port: 0 })
})
afterAll(() => mock?.close())

const operationOf = (operationId: string) => contractOperations.find(({ id }) => id === operationId)!
const requestOf = (operationId: string) =>
  contractExamples().find((example) => example.operationId === operationId && example.status === undefined)
const successOf = (operationId: string) =>
  contractExamples().find((example) => example.operationId === operationId && example.status! < 300)!
const needsBearer = ({ operation }: ContractOperation) => operation.security!.every((schemes) => 'bearer' in schemes)

/** Sends what the contract allows, save for `headers` and `body`. */
async function send(operationId: string, headers: Record<string, string> = {}, body?: string) {
  const { method, path } = operationOf(operationId)
  const request = requestOf(operationId)
  return fetch(mock.url + path.replaceAll(/\{\w+\}/g, 'df9f70ee-4b12-4740-b0f5-bb5aea116863'), {
    method: method.toUpperCase(),
    headers: {
      ...(request && { 'content-type': 'application/json' }),
      ...(needsBearer(operationOf(operationId)) && { authorization: 'Bearer any' }),
      ...headers,
    },
    body: body ?? (request ? JSON.stringify(request.value) : null),
  })
}

const answers = contractExamples().filter(({ status }) => status !== undefined)
const operationIds = contractOperations.map(({ id }) => id)
const withBody = operationIds.filter((id) => requestOf(id) !== undefined)
const withoutBody = operationIds.filter((id) => requestOf(id) === undefined)

describe('Prefer chooses every example of every status', () => {
  it.each(answers)('$operationId $status $name', async ({ operationId, status, name, value }) => {
    const response = await send(operationId, { prefer: `code=${status}, example=${name}` })
    expect(response.status).toBe(status)
    expect(response.headers.get('sl-violations')).toBeNull()
    expect(await response.json()).toEqual(value)
  })
})

describe('without Prefer', () => {
  it.each(operationIds)('%s answers a valid request with its first success', async (operationId) => {
    const { status, value } = successOf(operationId)
    const response = await send(operationId)
    expect([response.status, await response.json()]).toEqual([status, value])
  })

  it.each(withBody)('%s answers 422 when a field is missing, and says in a header which', async (operationId) => {
    const [wrapper] = Object.keys(requestOf(operationId)!.value as object)
    const response = await send(operationId, {}, JSON.stringify({ [wrapper!]: {} }))
    expect([response.status, await response.json()]).toMatchObject([422, { error: { type: 'validation_failed' } }])
    expect(response.headers.get('sl-violations')).toContain('must have required property')
  })

  it.each(operationIds)('%s answers 400 to what is not JSON', async (operationId) => {
    const response = await send(operationId, { 'content-type': 'application/json' }, '{')
    expect([response.status, await response.json()]).toMatchObject([400, { error: { type: 'request_malformed' } }])
  })

  it.each(operationIds)('%s answers 415 to another type of body', async (operationId) => {
    const response = await send(operationId, { 'content-type': 'text/plain' }, 'token')
    expect([response.status, await response.json()]).toMatchObject([415, { error: { type: 'content_type_invalid' } }])
  })

  it.each(operationIds)('%s answers 406 to a client that does not take JSON', async (operationId) => {
    const response = await send(operationId, { accept: 'text/html' })
    expect([response.status, await response.json()]).toMatchObject([406, { error: { type: 'content_type_invalid' } }])
  })

  it.each(contractOperations.filter(needsBearer))('$id answers 401 without a bearer token', async ({ id }) => {
    const response = await send(id, { authorization: '' })
    expect([response.status, await response.json()]).toMatchObject([401, { error: { type: 'access_denied' } }])
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="ehealth-auth"')
  })
})

describe('the mock keeps to the contract where Prism alone would not', () => {
  it('ignores Authorization where none is asked for', async () => {
    expect((await send('createToken', { authorization: 'Bearer any' })).status).toBe(201)
  })

  it('knows the scheme of a token in any case', async () => {
    expect((await send('refreshClientSecret', { authorization: 'bearer any' })).status).toBe(200)
  })

  it.each(withoutBody)('%s leaves a JSON body unread', async (operationId) => {
    const response = await send(operationId, { 'content-type': 'application/json' }, '{"any":"thing"}')
    expect(response.status).toBe(200)
  })

  it('marks the deprecated operation as the contract does', async () => {
    const { headers } = await send('refreshClientSecret')
    expect([headers.get('deprecation'), headers.get('sunset')]).toEqual(['@1537142400', 'Fri, 31 Dec 2027 23:59:59 GMT'])
  })

  it('can name a Cyrillic field in the header that explains a refusal', () => {
    const violation = { path: ['body', 'назва'], message: 'must be string' }
    const header = violationsHeader({ input: [violation], output: [] })['sl-violations']!
    expect(header).toMatch(/^[ -~]+$/)
    expect(JSON.parse(header)).toEqual([{ location: ['request', 'body', 'назва'], message: 'must be string' }])
  })
})

it('answers 404 to an unknown path and 405 to another method', async () => {
  expect((await fetch(`${mock.url}/nowhere`)).status).toBe(404)
  expect((await fetch(`${mock.url}/oauth/tokens`)).status).toBe(405)
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
