import { ApiError, type CallOptions, ConnectionError, ContractError, EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { maxLengthOf } from '../../server/contract.ts'
import { caught } from './caught.ts'
import { answer, lose, type Received, startScript, type Step, succeed } from './scripted-server.ts'
import { freePort, startStub } from './stub-server.ts'

// Waits are as short as they can be; where a test is about their length, it says what chance gives.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

type Call = (auth: EHealthAuth, options?: CallOptions) => Promise<unknown>

const longestKey = maxLengthOf('IdempotencyKey')
const grant = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret', refresh_token: 'refresh' } as const
const connection = { consumer_id: 'id', redirect_uri: 'https://example.com' }
const person = { email: 'olena@example.com', password: 'Olena-Password-1' }

const harmless: [string, Call][] = [
  ['GET', (auth, options) => auth.roles.get('id', options)],
  ['PUT', (auth, options) => auth.roles.put('id', { name: 'HEAD', scope: 'a' }, options)],
  ['POST that the contract calls harmless', (auth, options) => auth.nonces.create(undefined, undefined, options)],
  ['PATCH that the contract calls harmless', (auth, options) => auth.roles.update('id', { name: 'HEAD' }, options)],
  ['POST that the caller calls harmless', (auth, options) => auth.tokens.create(grant, { ...options, idempotent: true })],
]
const harmful: [string, Call][] = [
  ['POST', (auth, options) => auth.tokens.create(grant, options)],
  ['PATCH', (auth, options) => auth.clients.refreshSecret('id', options)],
  ['PUT that makes a secret', (auth, options) => auth.administeredConnections.upsert('id', connection, options)],
  ['GET that the caller calls harmful', (auth, options) => auth.roles.get('id', { ...options, idempotent: false })],
]
const createUser: Call = (auth, options) => auth.users.create(person, options)
const getRole: Call = (auth, options) => auth.roles.get('id', options)

/** Nobody knows what these did. */
const unclear: [string, Step][] = [
  ['a lost answer', lose],
  ['an answer that breaks off', (request, response) => response.writeHead(200, { 'Content-Length': 99 }).write('{', () => lose(request, response))],
  ...[408, 500, 502, 503, 504].map((status): [string, Step] => [`status ${status}`, answer(status)]),
]
/** These did nothing. */
const undone: [string, Step][] = [
  ['status 429', answer(429)],
  ['status 429 with Retry-After', answer(429, { 'Retry-After': '0' })],
  ['status 503 with Retry-After', answer(503, { 'Retry-After': '0' })],
]

const calledAt = (baseUrl: string, call: Call, options: Omit<EHealthAuthOptions, 'baseUrl'> = {}) => call(new EHealthAuth({ baseUrl, ...options }))

/** How often a call is sent that meets a fault once. */
async function triesAfter(fault: Step, call: Call): Promise<number> {
  const { baseUrl, received } = await startScript(fault, succeed)
  await calledAt(baseUrl, call).catch((error: unknown) => {
    expect(error instanceof ApiError || error instanceof ConnectionError || error instanceof ContractError).toBe(true)
  })
  return received.length
}

describe.each(harmless)('a %s', (_name, call) => {
  it.each([...unclear, ...undone])('is sent again after %s', async (_fault, fault) => {
    expect(await triesAfter(fault, call)).toBe(2)
  })
})

describe.each(harmful)('a %s', (_name, call) => {
  it.each(unclear)('is not sent again after %s, because it may have been done', async (_fault, fault) => {
    expect(await triesAfter(fault, call)).toBe(1)
  })

  it.each(undone)('is sent again after %s, because it was not done', async (_fault, fault) => {
    expect(await triesAfter(fault, call)).toBe(2)
  })

  it('is sent again when nobody listened', async () => {
    const port = await freePort()
    let tries = 0
    const sendOnceUp: typeof fetch = async (...request) => {
      if (++tries === 2) await startStub((_request, response) => response.end('{"meta":{},"data":{}}'), port)
      return fetch(...request)
    }
    await calledAt(`http://127.0.0.1:${port}`, call, { fetch: sendOnceUp })
    expect(tries).toBe(2)
  })
})

it('sends a DELETE again too, whose answer has no body', async () => {
  const { baseUrl, received } = await startScript(lose, answer(204))
  await new EHealthAuth({ baseUrl }).roles.delete('id')
  expect(received).toHaveLength(2)
})

it.each([
  ...[400, 401, 403, 404, 409, 413, 415, 422, 501].map((status): [string, Step] => [`status ${status}`, answer(status)]),
  ['a redirect', answer(307, { Location: '/' })],
  ['a success that is not of the contract', answer(200)],
])('sends nothing again after %s', async (_fault, fault) => {
  expect(await triesAfter(fault, getRole)).toBe(1)
})

it('gives the caller the last failure when all tries fail', async () => {
  const { baseUrl, received } = await startScript(lose, answer(500), answer(502))
  expect(await caught(calledAt(baseUrl, getRole), ApiError)).toMatchObject({ status: 502 })
  expect(received).toHaveLength(3)
})

describe('maxRetries', () => {
  it.each([0, 1, 4])('says how often a call is sent again (%i)', async (maxRetries) => {
    const { baseUrl, received } = await startScript(answer(500))
    await caught(calledAt(baseUrl, getRole, { maxRetries }), ApiError)
    expect(received).toHaveLength(maxRetries + 1)
  })

  it('may differ from call to call', async () => {
    const { baseUrl, received } = await startScript(answer(500))
    const auth = new EHealthAuth({ baseUrl, maxRetries: 0 })
    await caught(auth.roles.get('id', { maxRetries: 1 }), ApiError)
    expect(received).toHaveLength(2)
    await caught(auth.roles.get('id'), ApiError)
    expect(received).toHaveLength(3)
  })

  it.each([-1, 11, 1.5, NaN, Infinity])('cannot be %d', async (maxRetries) => {
    const { baseUrl, received } = await startScript(succeed)
    const message = '"maxRetries" must be a whole number from 0 to 10'
    expect(() => new EHealthAuth({ baseUrl, maxRetries })).toThrow(new TypeError(message))
    await expect(new EHealthAuth({ baseUrl }).roles.get('id', { maxRetries })).rejects.toThrow(new TypeError(message))
    expect(received).toEqual([])
  })
})

describe('what is sent again', () => {
  const busy = answer(503, { 'Retry-After': '0' })

  it('is the same, with credentials that were asked for once', async () => {
    const { baseUrl, received } = await startScript(busy, busy, succeed)
    const accessToken = vi.fn(async () => `token-${accessToken.mock.calls.length}`)
    const apiKey = vi.fn(() => `key-${apiKey.mock.calls.length}`)
    const approval = { client_id: 'id', redirect_uri: 'https://example.com', scope: 'a' }
    await new EHealthAuth({ baseUrl, accessToken, apiKey }).approvals.authorize(approval)
    expect(received[0]).toMatchObject({
      line: 'POST /oauth/apps/authorize',
      headers: { authorization: 'Bearer token-1', 'api-key': 'key-1' },
      body: JSON.stringify({ app: approval }),
    })
    expect(received).toEqual([received[0], received[0], received[0]])
    expect([accessToken.mock.calls.length, apiKey.mock.calls.length]).toEqual([1, 1])
  })

  it('is what the caller gave, although the caller has changed it since', async () => {
    const user = { ...person }
    const change: Step = (request, response) => {
      user.email = 'other@example.com'
      busy(request, response)
    }
    const { baseUrl, received } = await startScript(change, succeed)
    await new EHealthAuth({ baseUrl }).users.create(user)
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([{ user: person }, { user: person }])
  })

  it('has the idempotency key of the first try, and another call has another', async () => {
    const { baseUrl, received } = await startScript(busy, succeed)
    const auth = new EHealthAuth({ baseUrl })
    await createUser(auth)
    await createUser(auth)
    const [first, second, ofOtherCall] = received.map(({ headers }) => headers['x-idempotency-key'])
    expect(first).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(second).toBe(first)
    expect(ofOtherCall).not.toBe(first)
  })

  it("has the caller's own idempotency key", async () => {
    const { baseUrl, received } = await startScript(busy, succeed)
    await calledAt(baseUrl, (auth) => createUser(auth, { idempotencyKey: 'own-key' }))
    expect(received.map(({ headers }) => headers['x-idempotency-key'])).toEqual(['own-key', 'own-key'])
  })

  it('has no idempotency key when it is harmless', async () => {
    const { baseUrl, received } = await startScript(busy, succeed)
    await calledAt(baseUrl, getRole)
    expect(received.map(({ headers }) => 'x-idempotency-key' in headers)).toEqual([false, false])
  })

  it('can have the longest idempotency key of the contract', async () => {
    const { baseUrl, received } = await startScript(succeed)
    const idempotencyKey = 'k'.repeat(longestKey)
    await calledAt(baseUrl, (auth) => createUser(auth, { idempotencyKey }))
    expect(received.map(({ headers }) => headers['x-idempotency-key'])).toEqual([idempotencyKey])
  })

  it.each(['', 'two words', 'ключ', 'line\nbreak', 'k'.repeat(longestKey + 1)])('cannot have the idempotency key %j', async (idempotencyKey) => {
    const { baseUrl, received } = await startScript(succeed)
    await expect(calledAt(baseUrl, (auth) => createUser(auth, { idempotencyKey }))).rejects.toThrow(/^"idempotencyKey" must be/)
    expect(received).toEqual([])
  })
})

describe('an access token that is refused', () => {
  /** Gives one token after the other, and keeps what it was asked. */
  function startTokens() {
    const asked: (string | undefined)[] = []
    const accessToken = async ({ insteadOf }: { insteadOf?: string | undefined }) => {
      asked.push(insteadOf)
      return `token-${asked.length}`
    }
    return { asked, tokens: { accessToken } }
  }
  const approval = { client_id: 'id', redirect_uri: 'https://example.com', scope: 'a' }
  const approve: Call = (auth) => auth.approvals.authorize(approval)
  const tokensOf = (received: Received[]) => received.map(({ headers }) => headers.authorization)

  it('is replaced once by another of the session, and nothing else of the request changes', async () => {
    const { baseUrl, received } = await startScript(answer(401), succeed)
    const { asked, tokens } = startTokens()
    await calledAt(baseUrl, approve, { accessToken: tokens, apiKey: 'key', maxRetries: 0 })
    expect(asked).toEqual([undefined, 'token-1'])
    const [first, second] = received
    expect(tokensOf(received)).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(second).toEqual({ ...first, headers: { ...first!.headers, authorization: 'Bearer token-2' } })
  })

  it('is the end when the other one is refused too', async () => {
    const { baseUrl, received } = await startScript(answer(401))
    const { asked, tokens } = startTokens()
    expect(await caught(calledAt(baseUrl, approve, { accessToken: tokens }), ApiError)).toMatchObject({ status: 401 })
    expect(tokensOf(received)).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(asked).toHaveLength(2)
  })

  it('is the end when it is all the caller has', async () => {
    const { baseUrl, received } = await startScript(answer(401))
    await caught(calledAt(baseUrl, approve, { accessToken: () => 'token' }), ApiError)
    await caught(calledAt(baseUrl, approve, { accessToken: 'token' }), ApiError)
    expect(received).toHaveLength(2)
  })

  it('is not thought of when the call has none', async () => {
    const { baseUrl, received } = await startScript(answer(401))
    const { asked, tokens } = startTokens()
    await caught(calledAt(baseUrl, (auth) => auth.tokens.create(grant), { accessToken: tokens }), ApiError)
    expect([received.length, asked]).toEqual([1, []])
  })

  it('gives way to what the session says when there is no other', async () => {
    const { baseUrl, received } = await startScript(answer(401))
    const failure = new Error('sign in again')
    const accessToken = async ({ insteadOf }: { insteadOf?: string | undefined }) => {
      if (insteadOf !== undefined) throw failure
      return 'token'
    }
    await expect(calledAt(baseUrl, approve, { accessToken: { accessToken } })).rejects.toBe(failure)
    expect(received).toHaveLength(1)
  })

  it.each(['', 'two words'])('cannot be replaced by %j', async (token) => {
    const { baseUrl, received } = await startScript(answer(401))
    const accessToken = async ({ insteadOf }: { insteadOf?: string | undefined }) => (insteadOf === undefined ? 'token' : token)
    await expect(calledAt(baseUrl, approve, { accessToken: { accessToken } })).rejects.toThrow(/^"accessToken" must be/)
    expect(received).toHaveLength(1)
  })

  it('takes no try away from the faults that come after it', async () => {
    const { baseUrl, received } = await startScript(answer(401), answer(500), succeed)
    await calledAt(baseUrl, getRole, { accessToken: startTokens().tokens, maxRetries: 1 })
    expect(tokensOf(received)).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2'])
  })
})

/** The waits before the first tries of a call that meets the same fault again and again; the last one is cut short. */
async function waitsAfter(fault: Step, most = 1): Promise<number[]> {
  const { baseUrl } = await startScript(fault)
  const controller = new AbortController()
  const waits: number[] = []
  const debug = (message: string, { delayMs }: Record<string, unknown>) => {
    if (message !== 'getRole: trying again') return
    waits.push(Number(delayMs))
    if (waits.length === most) controller.abort()
  }
  const auth = new EHealthAuth({ baseUrl, maxRetries: 10, logger: { debug, warn: () => {} } })
  await auth.roles.get('id', { signal: controller.signal }).catch(() => {})
  return waits
}

describe('the wait before the next try', () => {
  const date = 'Thu, 01 Jan 1970 00:00:00 GMT'

  it('is up to half a second, twice as long each time, and never over 8 seconds', async () => {
    vi.mocked(Math.random).mockReturnValue(1e-6)
    const waits = await waitsAfter(answer(500), 6)
    expect(waits.map((ms) => Math.round(ms / 1e-6))).toEqual([500, 1000, 2000, 4000, 8000, 8000])
  })

  it.each([429, 503, 500])('is as long as Retry-After says in seconds, and by chance more (%i)', async (status) => {
    vi.mocked(Math.random).mockReturnValue(0.5)
    expect(await waitsAfter(answer(status, { 'Retry-After': '60' }))).toEqual([60_250])
  })

  it("is as long as Retry-After says with a date, by the server's clock", async () => {
    const until = 'Thu, 01 Jan 1970 00:00:07 GMT'
    expect(await waitsAfter(answer(503, { Date: date, 'Retry-After': until }))).toEqual([7_000])
  })

  it('is none when the date of Retry-After is over', async () => {
    expect(await waitsAfter(answer(503, { Date: 'Thu, 01 Jan 1970 00:00:07 GMT', 'Retry-After': date }))).toEqual([0])
  })

  it.each(['61', '9'.repeat(400), 'Thu, 01 Jan 1970 00:01:01 GMT'])('is not waited when Retry-After is over a minute (%s)', async (value) => {
    expect(await waitsAfter(answer(503, { Date: date, 'Retry-After': value }))).toEqual([])
  })

  it('is told in the error, so that the caller can wait', async () => {
    const { baseUrl } = await startScript(answer(429, { 'Retry-After': '3600' }))
    expect(await caught(calledAt(baseUrl, createUser), ApiError)).toMatchObject({ status: 429, retryAfterMs: 3_600_000 })
  })

  it.each(['', 'soon', '-1', '+5', '1.5', '5, 10', '2030-01-01'])('is not what a malformed Retry-After says (%j)', async (value) => {
    const { baseUrl, received } = await startScript(answer(503, { 'Retry-After': value }))
    expect(await caught(calledAt(baseUrl, createUser), ApiError)).toMatchObject({ retryAfterMs: undefined })
    expect(received).toHaveLength(1)
  })
})
