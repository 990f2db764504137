import express from 'express'
import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from 'node:http'
import { Socket } from 'node:net'
import { inspect } from 'node:util'
import { ApiError, ConnectionError, EHealthAuth, type VerifiedTokenEnvelope } from 'ehealth-auth-sdk'
import { createGatekeeper, type Gatekeeper, type GatekeeperOptions } from 'ehealth-auth-sdk/gatekeeper'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { freePort, startStub } from './stub-server.ts'

const administrator = 'Bearer administrator-token'
const owner = { Authorization: 'Bearer pharmacy-owner-token', 'API-key': 'mis-001-api-key' }
const ownerId = '3ff33ced-69dc-415a-b231-c6446898335a'
const administratorId = '4261eacf-8008-4e62-899f-de1e2f7065f0'

const invalidToken = { type: 'access_denied', message: 'Invalid access token' }
const missingBearer = { type: 'access_denied', message: "Authorization header is not set or doesn't contain Bearer token" }

/** A service that is guarded for some scopes, in Express, and shows the headers that a handler gets. */
async function startGuarded(gatekeeper: Gatekeeper, ...scope: string[]): Promise<string> {
  const app = express()
  app.use('/guarded', express.Router().get('/route', gatekeeper(...scope), (request, response) => {
    const { headers, headersDistinct, rawHeaders } = request
    response.json({ headers, headersDistinct, rawHeaders })
  }))
  return `${await startStub(app)}/guarded/route`
}

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

/** A gatekeeper of the real service, and what it told the operator. */
function createReal({ url } = server) {
  const auth = new EHealthAuth({ baseUrl: url, accessToken: 'administrator-token' })
  const errors: unknown[] = []
  const gatekeeper = createGatekeeper({ auth, cacheSeconds: 0, onError: (error) => errors.push(error) })
  return { auth, gatekeeper, errors }
}

const good = {
  meta: {},
  data: {
    name: 'access_token',
    expires_at: 4_000_000_000,
    user_id: ownerId,
    details: { client_id: 'Аптека', grant_type: 'password', scope: 'person:read' },
    user: { person_id: '' },
  },
  urgent: { mis_client_id: null },
}

/** A gatekeeper of a service that answers as the test wants, and how often it was asked. */
async function createStubbed(answer: () => unknown = () => good, options: Partial<GatekeeperOptions> = {}) {
  const asked: (string | undefined)[] = []
  const errors: unknown[] = []
  const baseUrl = await startStub((request, response) => {
    asked.push(request.url)
    response.end(JSON.stringify(answer()))
  })
  const auth = new EHealthAuth({ baseUrl, accessToken: 'gateway' })
  return { asked, errors, gatekeeper: createGatekeeper({ auth, onError: (error) => errors.push(error), ...options }) }
}

async function consumerAt(url: string, headers: Record<string, string>) {
  const response = await fetch(url, { headers })
  expect(response.status).toBe(200)
  // The guarded service of these tests answers with this.
  return (await response.json()) as { headers: IncomingHttpHeaders; headersDistinct: NodeJS.Dict<string[]>; rawHeaders: string[] }
}

async function refusalAt(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  // The envelope of the contract, or the assertions after this fail.
  const { error } = (await response.json()) as { error: unknown }
  return { status: response.status, error }
}

describe('with a good token', () => {
  it('tells the handler who calls, for whom and for what', async () => {
    const { auth, gatekeeper, errors } = createReal()
    const { details } = (await auth.tokens.verify('pharmacy-owner-token', { apiKey: owner['API-key'] })).data
    expect(details.broker_scope).toContain('client:read')
    const { headers } = await consumerAt(await startGuarded(gatekeeper, 'client:read', 'secret:refresh'), owner)
    expect(headers).toMatchObject({ 'x-consumer-id': ownerId, 'x-consumer-scope': details.scope })
    expect(JSON.parse(String(headers['x-consumer-metadata']))).toEqual(details)
    expect(headers).not.toHaveProperty('x-person-id')
    expect(errors).toEqual([])
  })

  it('lets any of them in where no scope is needed', async () => {
    const { gatekeeper } = createReal()
    await consumerAt(await startGuarded(gatekeeper), { authorization: administrator })
  })

  it('needs no Express', async () => {
    const { gatekeeper } = createReal()
    const guard = gatekeeper('token:read')
    const url = await startStub((request, response) => {
      void guard(request, response, () => response.end(JSON.stringify({ headers: request.headers })))
    })
    expect((await consumerAt(url, { authorization: administrator })).headers['x-consumer-id']).toBe(administratorId)
  })

  it('removes what a caller says about itself, however it is written', async () => {
    const { gatekeeper } = createReal()
    const forged = { 'X-CONSUMER-ID': 'forged', 'x-Consumer-Role': 'forged', 'X-Person-Id': 'forged', 'x-consumer-scope': 'forged', x_consumer_id: 'forged', 'X-Consumer_Scope': 'forged', x_person_id: 'forged' }
    const url = await startGuarded(gatekeeper)
    const seen = await consumerAt(url, { ...forged, authorization: administrator })
    expect(JSON.stringify(seen)).not.toContain('forged')
    expect(seen.headersDistinct['x-consumer-id']).toEqual([administratorId])
    expect(seen.rawHeaders.filter((_, index) => index % 2 === 0 && seen.rawHeaders[index]?.startsWith('x-')).sort()).toEqual([
      'x-consumer-id', 'x-consumer-metadata', 'x-consumer-scope',
    ])
  })

  it('writes the metadata in ASCII, and the person when there is one', async () => {
    const { gatekeeper } = await createStubbed(() => ({ ...good, data: { ...good.data, user: { person_id: 'person' } } }))
    const { headers } = await consumerAt(await startGuarded(gatekeeper), { authorization: 'Bearer token' })
    expect(headers['x-consumer-metadata']).toMatch(/^[\x20-\x7e]+$/)
    expect(JSON.parse(String(headers['x-consumer-metadata']))).toEqual(good.data.details)
    expect(headers['x-person-id']).toBe('person')
  })
})

describe('a refusal', () => {
  it.each(['', 'Bearer', 'Bearer two words', 'Basic abc', 'xBearer token'])(
    'is a 401 when the bearer token is missing: %j',
    async (authorization) => {
      const { gatekeeper, asked } = await createStubbed()
      expect(await refusalAt(await startGuarded(gatekeeper), { authorization })).toEqual({ status: 401, error: missingBearer })
      expect(asked).toEqual([])
    },
  )

  it.each([
    ['is unknown', { authorization: 'Bearer unknown' }],
    ['is a refresh token', { authorization: 'Bearer my-oauth-refresh-token' }],
    ["is a BROKER client's and comes without API-key", { authorization: owner.Authorization }],
    ["is a BROKER client's and comes with an empty API-key", { ...owner, 'API-key': '' }],
    ["is a BROKER client's and comes with an unknown API-key", { ...owner, 'API-key': 'unknown' }],
  ])('is a 401 that tells no more when the token %s', async (_name, headers) => {
    const { gatekeeper, errors } = createReal()
    expect(await refusalAt(await startGuarded(gatekeeper), headers)).toEqual({ status: 401, error: invalidToken })
    expect(errors).toEqual([])
  })

  it('is a 401 when the user of the token is blocked, which ends it', async () => {
    await using own = await startServer()
    const { auth, gatekeeper, errors } = createReal(own)
    const url = await startGuarded(gatekeeper)
    await consumerAt(url, owner)
    await auth.users.block(ownerId)
    expect(await refusalAt(url, owner)).toEqual({ status: 401, error: invalidToken })
    expect(errors).toEqual([])
  })

  it('is a 401 when the token has ended', async () => {
    const { auth, gatekeeper, errors } = createReal()
    const details = { client_id: 'df9f70ee-4b12-4740-b0f5-bb5aea116863', grant_type: 'password', scope: 'client:read' }
    const token = { name: 'access_token', value: 'a-token-of-yesterday', user_id: ownerId, details } as const
    await auth.storedTokens.create({ ...token, expires_at: Math.floor(Date.now() / 1_000) - 86_400 })
    const headers = { ...owner, Authorization: `Bearer ${token.value}` }
    expect(await refusalAt(await startGuarded(gatekeeper), headers)).toEqual({ status: 401, error: invalidToken })
    expect(errors).toEqual([])
  })

  it('is a 401 when a code is presented as a token', async () => {
    const { gatekeeper } = await createStubbed(() => ({ ...good, data: { ...good.data, name: 'authorization_code' } }))
    expect(await refusalAt(await startGuarded(gatekeeper), { authorization: 'Bearer code' })).toEqual({ status: 401, error: invalidToken })
  })

  it('is a 403 with the names that the token lacks, in the order of the route', async () => {
    const { gatekeeper } = createReal()
    const url = await startGuarded(gatekeeper, 'person:write', 'client:read', 'person:read')
    expect(await refusalAt(url, owner)).toEqual({
      status: 403,
      error: {
        type: 'forbidden',
        message: 'Your scope does not allow to access this resource. Missing allowances: person:write, person:read',
      },
    })
  })

  it('is a 403 with the names that the MIS lacks, when the token has them', async () => {
    const { gatekeeper } = await createStubbed(() => ({
      ...good,
      data: { ...good.data, details: { ...good.data.details, broker_scope: 'client:read' } },
    }))
    expect(await refusalAt(await startGuarded(gatekeeper, 'person:read'), { authorization: 'Bearer token' })).toMatchObject({
      status: 403,
      error: { message: expect.stringMatching(/Missing allowances: person:read$/) },
    })
  })

  it('has the envelope and the headers of the contract', async () => {
    const { gatekeeper } = await createStubbed()
    const url = await startGuarded(gatekeeper)
    const requestId = 'an-id-that-the-caller-has-chosen'
    const response = await fetch(`${url}?page=2`, { headers: { 'X-Request-Id': requestId } })
    expect(await response.json()).toEqual({ meta: { code: 401, url, type: 'object', request_id: requestId }, error: missingBearer })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-request-id': requestId,
      'cache-control': 'no-store',
      'www-authenticate': 'Bearer realm="ehealth-auth"',
      'content-type': 'application/json; charset=utf-8',
    })
    expect((await fetch(url, { headers: { 'X-Request-Id': 'short' } })).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
    const forbidden = await fetch(await startGuarded(gatekeeper, 'other'), { headers: { authorization: 'Bearer token' } })
    expect(forbidden.status).toBe(403)
    expect(forbidden.headers.has('www-authenticate')).toBe(false)
  })
})

describe('a verification that fails', () => {
  const headers = { authorization: administrator }

  it("lets nobody in, and tells the operator that the gatekeeper's own token is refused", async () => {
    const errors: unknown[] = []
    const auth = new EHealthAuth({ baseUrl: server.url, accessToken: 'expired' })
    const url = await startGuarded(createGatekeeper({ auth, onError: (error) => errors.push(error) }))
    expect(await refusalAt(url, headers)).toEqual({ status: 401, error: invalidToken })
    expect(errors).toEqual([expect.any(ApiError)])
  })

  it('lets nobody in, and tells the operator that the service is down', async () => {
    const errors: unknown[] = []
    const auth = new EHealthAuth({ baseUrl: `http://127.0.0.1:${await freePort()}`, accessToken: 'gateway' })
    const url = await startGuarded(createGatekeeper({ auth, onError: (error) => errors.push(error) }))
    expect(await refusalAt(url, headers)).toEqual({ status: 401, error: invalidToken })
    expect(errors).toEqual([expect.any(ConnectionError)])
  })

  it.each([
    ['has no details', { ...good.data, details: undefined }],
    ['has no scope', { ...good.data, details: { client_id: 'client' } }],
    ['has no user', { ...good.data, user_id: undefined }],
    ['has an empty user', { ...good.data, user_id: '' }],
    ['has a scope that is no text', { ...good.data, details: { scope: ['person:read'] } }],
    ['has a broker scope that is no text', { ...good.data, details: { scope: 'person:read', broker_scope: null } }],
    ['has a scope that no header can hold', { ...good.data, details: { scope: 'person:read\r\nX-Evil: 1' } }],
    ['has a person that no header can hold', { ...good.data, user: { person_id: 'Іван' } }],
    ['is a list', []],
  ])('lets nobody in when the answer %s', async (_name, data) => {
    const { gatekeeper, asked } = await createStubbed(() => ({ ...good, data }))
    expect(await refusalAt(await startGuarded(gatekeeper, 'person:read'), headers)).toEqual({ status: 401, error: invalidToken })
    expect(asked).toHaveLength(1)
  })

  it.each([{ authorization: 'Bearer ..' }, { ...headers, 'api-key': 'ключ' }, { ...headers, 'api-key': 'x'.repeat(256) }])(
    'lets nobody in with what cannot be sent on, and alarms nobody: %o',
    async (sent) => {
      const { gatekeeper, errors } = createReal()
      const url = await startGuarded(gatekeeper)
      const bytes = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]))
      expect(await refusalAt(url, bytes)).toEqual({ status: 401, error: invalidToken })
      expect(errors).toEqual([])
    },
  )

  it('lets nobody in, and is told to the console without a secret, when nobody is named to be told', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    onTestFinished(() => void warn.mockRestore())
    const auth = new EHealthAuth({ baseUrl: server.url, accessToken: 'expired-gateway-token' })
    const url = await startGuarded(createGatekeeper({ auth }))
    const own = { authorization: 'Bearer token-of-the-caller', 'API-key': 'key-of-the-caller' }
    expect(await refusalAt(url, own)).toEqual({ status: 401, error: invalidToken })
    expect(warn.mock.calls).toEqual([[expect.any(ApiError)]])
    expect(inspect(warn.mock.calls, { depth: Infinity, showHidden: true })).not.toMatch(/expired-gateway-token|-of-the-caller/)
  })
})

describe('the memory', () => {
  const headers = { authorization: 'Bearer token' }
  const freezeClock = () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
    onTestFinished(() => void vi.useRealTimers())
  }

  it('uses a good answer again for two seconds', async () => {
    freezeClock()
    const { gatekeeper, asked } = await createStubbed()
    const url = await startGuarded(gatekeeper, 'person:read')
    for (const [at, times] of [[0, 1], [1_999, 1], [2_000, 2]] as const) {
      vi.setSystemTime(1_000_000 + at)
      await consumerAt(url, headers)
      expect(asked).toHaveLength(times)
    }
  })

  it('counts from the question, so that a slow answer is not used longer', async () => {
    freezeClock()
    const { gatekeeper, asked } = await createStubbed(() => {
      vi.setSystemTime(1_002_000)
      return good
    })
    const url = await startGuarded(gatekeeper)
    await consumerAt(url, headers)
    await consumerAt(url, headers)
    expect(asked).toHaveLength(2)
  })

  it('ends with the token', async () => {
    freezeClock()
    const { gatekeeper, asked } = await createStubbed(() => ({ ...good, data: { ...good.data, expires_at: 1_001 } }))
    const url = await startGuarded(gatekeeper)
    for (const [at, times] of [[0, 1], [999, 1], [1_000, 2]] as const) {
      vi.setSystemTime(1_000_000 + at)
      await consumerAt(url, headers)
      expect(asked).toHaveLength(times)
    }
  })

  it('keeps tokens and API-keys apart, also when they run together', async () => {
    const { gatekeeper, asked } = await createStubbed()
    const url = await startGuarded(gatekeeper)
    for (const apiKey of ['', 'a', 'b']) await consumerAt(url, { ...headers, 'API-key': apiKey })
    await consumerAt(url, { authorization: 'Bearer tokena' })
    expect(asked).toHaveLength(4)
  })

  it('keeps no refusal', async () => {
    let data = { ...good.data, name: 'refresh_token' }
    const { gatekeeper } = await createStubbed(() => ({ ...good, data }))
    const url = await startGuarded(gatekeeper)
    await refusalAt(url, headers)
    data = good.data
    await consumerAt(url, headers)
  })

  /** A gatekeeper without HTTP on either side, for many requests. */
  function createBare(cacheSeconds: number, answered: () => Promise<void> = async () => {}) {
    const verify = vi.fn(async () => {
      await answered()
      // What the gatekeeper reads of an answer.
      return good as unknown as VerifiedTokenEnvelope
    })
    const next = vi.fn()
    const admit = createGatekeeper({ auth: { tokens: { verify } }, cacheSeconds })()
    const response = new ServerResponse(new IncomingMessage(new Socket()))
    const arrive = (token: string) => admit({ headers: { authorization: `Bearer ${token}` } }, response, next)
    return { arrive, counts: () => ({ asked: verify.mock.calls.length, admitted: next.mock.calls.length }) }
  }

  it('asks once for requests that come together, and again when nothing is kept', async () => {
    const digest = vi.spyOn(crypto.subtle, 'digest')
    onTestFinished(() => void digest.mockRestore())
    const answered = Promise.withResolvers<void>()
    const { arrive, counts } = createBare(0, () => answered.promise)
    const arrivals = Array.from({ length: 10 }, () => arrive('token'))
    // Each is known by a hash; once all have theirs, all wait for the answer.
    await Promise.all(digest.mock.results.map(({ value }) => value))
    await new Promise((resolve) => setImmediate(resolve))
    answered.resolve()
    await Promise.all(arrivals)
    expect(counts()).toEqual({ asked: 1, admitted: 10 })
    await arrive('token')
    expect(counts()).toEqual({ asked: 2, admitted: 11 })
  })

  it('forgets the oldest of more than ten thousand', async () => {
    freezeClock()
    const { arrive, counts } = createBare(10)
    for (let token = 0; token <= 10_000; token++) await arrive(`token-${token}`)
    await arrive('token-1')
    expect(counts().asked).toBe(10_001)
    await arrive('token-0')
    expect(counts().asked).toBe(10_002)
  })

  it.each([-1, 10.1, NaN, Infinity])('refuses to last %d seconds', (cacheSeconds) => {
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1' })
    expect(() => createGatekeeper({ auth, cacheSeconds })).toThrow(new TypeError('"cacheSeconds" must be a number from 0 to 10'))
  })
})

describe('what cannot be meant', () => {
  const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000' })
  const refusal = new TypeError('"requiredScope" must be names without blanks')

  it.each([[undefined], [['client:read']], ['a b'], [''], [' a'], [null]])('is refused as a scope: %j', (scope) => {
    // What the compiler refuses is refused at run time too.
    expect(() => createGatekeeper({ auth })(scope as string)).toThrow(refusal)
    expect(() => createGatekeeper({ auth })('client:read', scope as string)).toThrow(refusal)
  })

  it('is refused when the gatekeeper stands where its middleware must: no request hangs', async () => {
    // Express calls it with a request, a response and a function.
    const url = await startStub(express().use(createGatekeeper({ auth }) as never))
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('&quot;requiredScope&quot; must be names without blanks')
  })

  it.each([[undefined], [{}], [{ tokens: {} }], [fetch]])('is refused as a client: %o', (given) => {
    expect(() => createGatekeeper({ auth: given as never })).toThrow(new TypeError('"auth" must have the function tokens.verify'))
  })
})
