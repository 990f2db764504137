import { ApiError, ConnectionError, ContractError, createMemoryTokenStore, EHealthAuth, SignInRequiredError, TimeoutError } from 'ehealth-auth-sdk'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { demo } from '../fixtures/demo.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { caught } from './caught.ts'
import { answer, ignore, lose, type Step } from './scripted-server.ts'
import { refuse, startTokenService, type TokenService } from './token-service.ts'

const start = Date.UTC(2026, 0, 5)
const passSeconds = (seconds: number) => void vi.setSystemTime(start + seconds * 1_000)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  onTestFinished(() => void vi.useRealTimers())
})

/** A session that has the token `access-1`. */
async function begin(service: TokenService, tokenStore = createMemoryTokenStore()) {
  const session = service.client({ tokenStore, timeoutMs: 200 }).session()
  await session.exchangeCode({ code: 'code', redirectUri: 'https://example.com' })
  return session
}

describe.each([['ahead', 1], ['behind', -1]])('a clock that is an hour %s', (_name, sign) => {
  it('neither refreshes a good token nor uses one that has ended', async () => {
    vi.useRealTimers()
    await using server = await startProcess({ environment: { AUTH_ACCESS_TOKEN_LIFETIME: '600' } })
    const baseUrl = await server.listening
    const now = Date.now() + sign * 3_600_000
    vi.useFakeTimers({ toFake: ['Date'], now })
    const { id: clientId, secret: clientSecret, refreshToken } = demo.clinic
    const session = new EHealthAuth({ baseUrl, clientId, clientSecret }).session()
    await session.useRefreshToken(refreshToken)
    const token = await session.accessToken()
    vi.setSystemTime(now + 535_000)
    expect(await session.accessToken()).toBe(token)
    vi.setSystemTime(now + 545_000)
    expect(await session.accessToken()).not.toBe(token)
  })
})

it("counts from this machine's clock when the answer has no date", async () => {
  const service = await startTokenService()
  service.faults.push((_request, response) => {
    response.sendDate = false
    response.end(JSON.stringify({ meta: {}, data: { value: 'undated', expires_at: start / 1_000 + 100, details: {} } }))
  })
  const tokenStore = createMemoryTokenStore()
  await begin(service, tokenStore)
  expect(await tokenStore.read('id/default')).toMatchObject({ expiresAt: start + 100_000, refreshAt: start + 90_000 })
})

it.each([
  [2_592_000, 2_591_940],
  [3_600, 3_540],
  [600, 540],
  [60, 54],
  [10, 9],
])('a token that lives for %i seconds is refreshed after %i', async (lifetimeSeconds, refreshAfter) => {
  const session = await begin(await startTokenService({ lifetimeSeconds }))
  passSeconds(refreshAfter - 0.001)
  expect(await session.accessToken()).toBe('access-1')
  passSeconds(refreshAfter)
  expect(await session.accessToken()).toBe('access-2')
})

it.each([
  ['no access token', { expires_at: start / 1_000 + 60, details: {} }],
  ['an access token that no header can carry', { value: 'line\nbreak', expires_at: start / 1_000 + 60, details: {} }],
  ['no end', { value: 'access', details: {} }],
  ['no details', { value: 'access', expires_at: start / 1_000 + 60 }],
  ['a refresh token that is none', { value: 'access', expires_at: start / 1_000 + 60, details: { refresh_token: 1 } }],
])('keeps nothing of an answer with %s', async (_name, data) => {
  const service = await startTokenService()
  service.faults.push((_request, response) => void response.end(JSON.stringify({ meta: {}, data })))
  const session = service.client().session()
  await session.useRefreshToken('given')
  await caught(session.accessToken(), ContractError)
  expect(await session.accessToken()).toBe('access-2')
})

it.each([
  ['uses the refresh token that came last', 'refresh', ['given', 'refresh']],
  ['keeps its refresh token when the answer has none', null, ['given', 'given']],
])('%s', async (_name, refreshToken, grants) => {
  const service = await startTokenService({ refreshToken })
  const session = service.client().session()
  await session.useRefreshToken('given')
  await session.accessToken()
  passSeconds(3_599)
  await session.accessToken()
  expect(service.grants).toEqual(grants)
})

it('uses a token to its end when there is nothing to refresh it with', async () => {
  const session = await begin(await startTokenService({ refreshToken: null }))
  passSeconds(3_599)
  expect(await session.accessToken()).toBe('access-1')
  passSeconds(3_600)
  await caught(session.accessToken(), SignInRequiredError)
})

it('gives a token that has ended when it comes, and asks for another each time', async () => {
  const session = await begin(await startTokenService({ lifetimeSeconds: -60 }))
  expect(await session.accessToken()).toBe('access-2')
  expect(await session.accessToken()).toBe('access-3')
})

describe('when the service', () => {
  const passing: [string, Step, typeof ApiError | typeof ConnectionError][] = [
    ['breaks the connection', lose, ConnectionError],
    ['does not answer', ignore, TimeoutError],
    ['answers 500', refuse(500, 'internal_error'), ApiError],
    ['answers 503 through a proxy', answer(503), ApiError],
    ['answers 429', refuse(429, 'rate_limit_exceeded'), ApiError],
  ]

  it.each(passing)('%s, a token that is due is used to its end', async (_name, fault, expected) => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(fault, fault)
    passSeconds(3_550)
    expect(await session.accessToken()).toBe('access-1')
    passSeconds(3_600)
    await expect(session.accessToken()).rejects.toBeInstanceOf(expected)
    expect(await session.accessToken()).toBe('access-4')
  })

  it('fails for so long that the token has ended, it is not used', async () => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(lose, lose)
    service.onGrant = () => passSeconds(3_600)
    passSeconds(3_550)
    await caught(session.accessToken(), ConnectionError)
  })

  it('hangs, a token that is due is given all the same, and the answer is used when it comes', async () => {
    const service = await startTokenService()
    const session = service.client({ timeoutMs: 60_000 }).session()
    await session.exchangeCode({ code: 'code', redirectUri: 'https://example.com' })
    const hanging = Promise.withResolvers<void>()
    service.onGrant = () => hanging.promise
    passSeconds(3_550)
    expect(await session.accessToken()).toBe('access-1')
    hanging.resolve()
    await expect.poll(() => session.accessToken()).toBe('access-2')
    expect(service.grants).toHaveLength(2)
  })

  it('answers what is none of the contract, a token that is due is used', async () => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(answer(200))
    passSeconds(3_550)
    expect(await session.accessToken()).toBe('access-1')
  })

  it('fails, five seconds pass before the next try, so that good tokens are not held up', async () => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(lose)
    for (const [seconds, token, grants] of [[3_550, 'access-1', 2], [3_554.999, 'access-1', 2], [3_555, 'access-3', 3]] as const) {
      passSeconds(seconds)
      expect(await session.accessToken()).toBe(token)
      expect(service.grants).toHaveLength(grants)
    }
  })

  it.each([
    ['the client', refuse(401, 'invalid_client')],
    ['the request', refuse(422, 'validation_failed')],
  ])('refuses %s, a token that is due is used to its end, and then the caller learns', async (_name, fault) => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(fault, fault)
    passSeconds(3_550)
    expect(await session.accessToken()).toBe('access-1')
    passSeconds(3_600)
    await caught(session.accessToken(), ApiError)
  })

  it('fails, a token that was refused is not used again', async () => {
    const service = await startTokenService()
    const session = await begin(service)
    service.faults.push(lose, lose)
    passSeconds(3_550)
    await caught(session.accessToken({ insteadOf: 'access-1' }), ConnectionError)
  })
})
