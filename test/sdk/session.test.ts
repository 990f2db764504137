import { inspect } from 'node:util'
import { ApiError, ConnectionError, createMemoryTokenStore, EHealthAuth, type EHealthAuthOptions, SignInRequiredError } from 'ehealth-auth-sdk'
import { afterAll, describe, expect, it } from 'vitest'
import { approve, demo } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'
import { answer, lose } from './scripted-server.ts'
import { refuse, startTokenService } from './token-service.ts'

const server = await startServer()
afterAll(server.close)

const { id: clientId, secret: clientSecret, refreshToken, redirectUri } = demo.clinic
const createClient = (options?: EHealthAuthOptions) =>
  new EHealthAuth({ baseUrl: server.url, clientId, clientSecret, apiKey: demo.mis.apiKey, ...options })

/** A session that a user has just begun, and the tokens that the service gave it. */
async function signIn(auth = createClient()) {
  const session = auth.session()
  const { data } = await session.exchangeCode({ code: await approve(server, 'client:read'), redirectUri })
  return { session, data }
}

it('is the same for all who ask for its name', () => {
  const auth = createClient()
  expect(auth.session('olena')).toBe(auth.session('olena'))
  expect(auth.session()).not.toBe(auth.session('olena'))
  expect(createClient().session()).not.toBe(createClient().session())
})

it.each([undefined, '', null, { id: 1 }])('has no name that several users would share by mistake: %j', async (name) => {
  const auth = createClient()
  // Programs without types pass anything.
  const mistaken = name as string
  expect(() => auth.session(mistaken)).toThrow(/^"session" must be a non-empty string/)
  await expect(auth.exchangeCode({ code: 'code', redirectUri, session: mistaken })).rejects.toThrow(/^"session" must be a non-empty string/)
})

it('refuses a token store that is none', () => {
  // @ts-expect-error Protects: a store with other functions.
  expect(() => createClient({ tokenStore: { get: () => {}, set: () => {} } })).toThrow(new TypeError('"tokenStore" must have the functions "read" and "update"'))
})

it('begins with a code, and calls the API', async () => {
  const { session, data } = await signIn()
  const response = await session.fetch(`/api/clients/${clientId}`)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ data: { id: clientId } })
  expect(await session.accessToken()).toBe(data.value)
})

it('begins with a refresh token', async () => {
  const session = createClient().session()
  await session.useRefreshToken(refreshToken)
  expect((await session.fetch('/user/roles')).status).toBe(200)
})

it('goes on with what it has when it is given the refresh token that it has', async () => {
  const { session, data } = await signIn()
  await session.useRefreshToken(data.details.refresh_token!)
  expect(await session.accessToken()).toBe(data.value)
})

it('begins anew with another refresh token', async () => {
  const { session, data } = await signIn()
  await session.useRefreshToken(refreshToken)
  expect(await session.accessToken()).not.toBe(data.value)
})

it.each([undefined, ''])('takes no refresh token that is %j', async (missing) => {
  const session = createClient().session()
  // @ts-expect-error what a program without types may do
  const error = await caught(session.useRefreshToken(missing), TypeError)
  expect(error.message).toBe('"refreshToken" must be a non-empty string')
})

it('keeps the users of a client apart, and those of two clients that share a store', async () => {
  const tokenStore = createMemoryTokenStore()
  const auth = createClient({ tokenStore })
  await auth.session('olena').useRefreshToken(refreshToken)
  for (const other of [auth.session(), auth.session('ivan'), createClient({ tokenStore, clientId: demo.pharmacy.id }).session('olena')]) {
    await caught(other.accessToken(), SignInRequiredError)
  }
  expect(await tokenStore.read(`${clientId}/olena`)).toMatchObject({ refreshToken })
  expect(await createClient({ tokenStore }).session('olena').accessToken()).toBe(await auth.session('olena').accessToken())
})

it('gets a token replaced that has ended at the service, without the caller noticing', async () => {
  await using own = await startServer({ settings: { accessTokenLifetimeSeconds: 60 } })
  const session = createClient({ baseUrl: own.url }).session()
  await session.useRefreshToken(refreshToken)
  const ended = await session.accessToken()
  own.advance(61)
  expect((await session.fetch('/user/roles')).status).toBe(200)
  expect(await session.accessToken()).not.toBe(ended)
})

describe('a user has to sign in', () => {
  it('when the session has no tokens', async () => {
    const error = await caught(createClient().session().fetch('/user/roles'), SignInRequiredError)
    expect(error.message).toBe('the session has no tokens: send the user to the sign-in page')
  })

  it('when the service refuses the refresh token, which is forgotten', async () => {
    const tokenStore = createMemoryTokenStore()
    const session = createClient({ tokenStore }).session()
    await session.useRefreshToken('unknown')
    const error = await caught(session.accessToken(), SignInRequiredError)
    expect(error.message).toBe('the service refuses the refresh token: send the user to the sign-in page')
    expect(error.cause).toMatchObject({ name: 'ApiError', status: 401, code: 'token_not_found' })
    expect(await tokenStore.read(`${clientId}/default`)).toBe(undefined)
  })

  it('when the token is refused and there is none to refresh it with', async () => {
    const service = await startTokenService({ refreshToken: null })
    const session = service.client().session()
    await session.exchangeCode({ code: 'code', redirectUri })
    service.dead.add('access-1')
    const error = await caught(session.fetch('/'), SignInRequiredError)
    expect(error.message).toBe('the session has no refresh token: send the user to the sign-in page')
  })

  it("not when the client's own secret is refused: the tokens stay, and a client with the right one goes on", async () => {
    const tokenStore = createMemoryTokenStore()
    const session = createClient({ tokenStore, clientSecret: 'wrong' }).session()
    await session.useRefreshToken(refreshToken)
    expect(await caught(session.accessToken(), ApiError)).toMatchObject({ status: 401, code: 'invalid_client' })
    expect(await createClient({ tokenStore }).session().accessToken()).toEqual(expect.any(String))
  })

  it('not when something before the service answers 401 without the envelope of the contract', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.useRefreshToken('refresh')
    service.faults.push(answer(401))
    expect(await caught(session.accessToken(), ApiError)).toMatchObject({ status: 401, code: undefined })
    expect(await session.accessToken()).toBe('access-2')
  })
})

describe('logout', () => {
  it('ends both tokens, here and at the service', async () => {
    const tokenStore = createMemoryTokenStore()
    const auth = createClient({ tokenStore })
    const { session, data } = await signIn(auth)
    await session.logout()
    expect(await tokenStore.read(`${clientId}/default`)).toBe(undefined)
    await caught(session.accessToken(), SignInRequiredError)
    expect((await caught(auth.clients.get(clientId, { accessToken: data.value }), ApiError)).message).toBe('Invalid access token')
    await session.useRefreshToken(data.details.refresh_token!)
    await caught(session.accessToken(), SignInRequiredError)
  })

  it('ends the refresh token of a session that has no access token yet', async () => {
    const { data } = await signIn(createClient({ tokenStore: createMemoryTokenStore() }))
    const session = createClient().session('later')
    await session.useRefreshToken(data.details.refresh_token!)
    await session.logout()
    await session.useRefreshToken(data.details.refresh_token!)
    await caught(session.accessToken(), SignInRequiredError)
  })

  it('ends the refresh token when the service has ended the access token alone', async () => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.exchangeCode({ code: 'code', redirectUri })
    service.faults.push(refuse(401, 'access_denied'))
    await session.logout()
    expect(service.logouts).toEqual(['access-1', 'access-2'])
  })

  it('does nothing in a session without tokens', async () => {
    const service = await startTokenService()
    await service.client().session().logout()
    expect(service.logouts).toEqual([])
  })

  it('of a token that the service does not know any more is a success', async () => {
    const { session, data } = await signIn()
    await createClient().users.logOut({ accessToken: data.value })
    await session.logout()
    await caught(session.accessToken(), SignInRequiredError)
  })

  it.each([
    ['cannot be reached', lose, ConnectionError],
    ['fails', refuse(500, 'internal_error'), ApiError],
    ['is behind something that answers 401 itself', answer(401), ApiError],
  ])('forgets the tokens when the service %s, and says so', async (_name, fault, expected) => {
    const service = await startTokenService()
    const session = service.client().session()
    await session.exchangeCode({ code: 'code', redirectUri })
    service.faults.push(fault)
    await expect(session.logout()).rejects.toBeInstanceOf(expected)
    expect(service.logouts).toEqual(['access-1'])
    await caught(session.accessToken(), SignInRequiredError)
    expect(service.grants).toEqual(['code'])
  })
})

it('shows no token when printed', async () => {
  const tokenStore = createMemoryTokenStore()
  const { session, data } = await signIn(createClient({ tokenStore }))
  const printed = [session, tokenStore].map((value) => inspect(value, { showHidden: true, depth: Infinity }) + JSON.stringify(value)).join()
  expect([data.value, data.details.refresh_token!, clientSecret].filter((secret) => printed.includes(secret))).toEqual([])
})
