import { createMock } from 'ehealth-auth-sdk/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startMock, type Mock as Prism } from '../../openapi/mock.ts'
import { contractOperations, maxLengthOf, type ContractOperation } from '../../server/contract.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import { answersOf, guarded, requestOf, withBody, withId, type Changes } from './testing-requests.ts'

let prism: Prism
beforeAll(async () => {
  prism = await startMock({ port: 0 })
})
afterAll(() => prism?.close())

const mock = createMock()
const thirtyDaysInSeconds = 30 * 24 * 60 * 60

function askBoth(operation: ContractOperation, changes: Changes): Promise<[Response, Response]> {
  return Promise.all([mock.fetch(...requestOf(mock.baseUrl, operation, changes)), fetch(...requestOf(prism.url, operation, changes))])
}

/** Sends the same request to both and expects the same answer; a token of a success lasts, with the mock, 30 days from the answer. */
async function expectSame(operation: ContractOperation, changes: Changes = {}): Promise<Response> {
  const [ours, theirs] = await askBoth(operation, changes)
  expect(ours.status, theirs.url).toBe(theirs.status)
  const documented = answersOf(operation).find(({ status }) => status === ours.status)?.headers ?? []
  expect(documented).not.toEqual([])
  for (const name of [...documented, 'content-type']) expect(ours.headers.get(name), name).toBe(theirs.headers.get(name))
  const expiresAt = Date.parse(ours.headers.get('Date')!) / 1_000 + thirtyDaysInSeconds
  const renewed = (await theirs.text()).replaceAll(/("expires_at":)\d+/g, `$1${expiresAt}`)
  expect(await ours.text()).toBe(renewed)
  return ours
}

describe('answers as Prism does, of every operation', () => {
  it.each(contractOperations)('to each Prefer: $id', async (operation) => {
    for (const { status, names } of answersOf(operation)) {
      for (const prefer of [`code=${status}`, ...names.map((name) => `code=${status}, example=${name}`)]) {
        expect((await expectSame(operation, { headers: { prefer } })).status).toBe(status)
      }
    }
  })

  it.each(contractOperations)('to a valid request: $id', async (operation) => {
    expect((await expectSame(operation)).ok).toBe(true)
  })

  it.each(guarded)('to a request without a bearer token: $id', async (operation) => {
    expect((await expectSame(operation, { headers: { authorization: undefined } })).status).toBe(401)
    expect((await expectSame(operation, { headers: { authorization: 'Basic bWlzOnNlY3JldA==' } })).status).toBe(401)
  })

  it.each(contractOperations)('to an idempotency key: $id', async (operation) => {
    const response = await expectSame(operation, { headers: { 'x-idempotency-key': 'order-17' } })
    expect([response.ok, response.headers.get('x-idempotency-key')]).toEqual([true, 'order-17'])
  })

  it.each(contractOperations.filter(({ method }) => method !== 'get'))('to an idempotency key that is ill-formed: $id', async (operation) => {
    for (const key of ['', 'two words', 'k'.repeat(maxLengthOf('IdempotencyKey') + 1)]) {
      expect((await expectSame(operation, { headers: { 'x-idempotency-key': key } })).status).toBe(422)
    }
  })

  it.each(withBody)('to a body that is not JSON: $id', async (operation) => {
    expect((await expectSame(operation, { body: '{' })).status).toBe(400)
  })

  it.each(withBody)('to a body that is not declared as JSON: $id', async (operation) => {
    expect((await expectSame(operation, { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })

  it.each(withBody)('to a body that lacks what it must have, with the same status: $id', async (operation) => {
    const wrapped = JSON.stringify(Object.fromEntries([[wrapperOf(operation.id) ?? 'any', {}]]))
    for (const body of ['{}', wrapped]) {
      const [ours, theirs] = await askBoth(operation, { body })
      expect(ours.status).toBe(theirs.status)
      await theirs.body?.cancel()
    }
  })

  it.each(contractOperations)('to a client that takes no JSON: $id', async (operation) => {
    expect((await expectSame(operation, { headers: { accept: 'text/html, image/*' } })).status).toBe(406)
  })

  it.each(withId)('to an id of the path that is no UUID: $id', async (operation) => {
    expect((await expectSame(operation, { ids: 'owner' })).status).toBe(400)
  })
})

describe('answers as Prism does, to each way to write Prefer', () => {
  const createToken = operationNamed('createToken')

  it.each([
    ['example=exchangedCode', 201],
    ['CODE=401, Example="expiredRefreshToken"', 401],
    ['code=401; example=expiredRefreshToken', 401],
    ['return=minimal, code=503, code=500', 503],
  ])('%s', async (prefer, status) => {
    expect((await expectSame(createToken, { headers: { prefer } })).status).toBe(status)
  })

  it.each([
    ['code=422, example=illTypedField', 422],
    ['code=401, example=expiredRefreshToken', 422],
  ])('%s of a refused request', async (prefer, status) => {
    const response = await expectSame(createToken, { body: '{"token":{"grant_type":"refresh_token"}}', headers: { prefer } })
    expect(response.status).toBe(status)
    expect(JSON.parse(response.headers.get('sl-violations')!)).toEqual([
      { location: ['request', 'body', 'token'], message: 'must have client_id, client_secret, refresh_token' },
    ])
  })

  const unknown = ['example=expiredRefreshToken', 'code=418', 'code=401, example=exchangedCode', 'code=many']
  it.each(unknown)('404 where there is no such answer: %s', async (prefer) => {
    const response = await mock.fetch(...requestOf(mock.baseUrl, createToken, { headers: { prefer } }))
    expect(response.status).toBe(404)
    const error = { type: 'not_found', message: '"Prefer" asks for an answer that createToken does not have' }
    expect(await response.json()).toMatchObject({ error })
  })
})

it('chooses with use whatever Prefer chooses', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  for (const operation of contractOperations) {
    const [url, init] = requestOf(mock.baseUrl, operation)
    for (const { status, names } of answersOf(operation)) {
      for (const name of names) {
        const preferred = await mock.fetch(...requestOf(mock.baseUrl, operation, { headers: { prefer: `code=${status}, example=${name}` } }))
        // The types know each name, but not that this is one.
        mock.use(operation.id, name as never)
        const used = await mock.fetch(url, init)
        mock.reset()
        expect([used.status, await used.text()]).toEqual([status, await preferred.text()])
      }
    }
  }
})
