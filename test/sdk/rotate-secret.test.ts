import type { ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { ApiError, ConnectionError, ContractError, EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { demo } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'
import { answer, lose, type Received, startScript, type Step } from './scripted-server.ts'
import { startStub } from './stub-server.ts'

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

const { pharmacy, mis } = demo
const connectionId = '9d2f6a51-6f0c-4b64-9f0e-6a0f6e3c5c11'
const wayOfClient = `PATCH /admin/clients/${pharmacy.id}/refresh_secret`
const wayOfConnection = `PATCH /api/clients/${pharmacy.id}/connections/${connectionId}/actions/refresh_secret`

const createAuth = (baseUrl: string, options: Partial<EHealthAuthOptions> = {}) =>
  new EHealthAuth({ baseUrl, clientId: pharmacy.id, clientSecret: pharmacy.secret, accessToken: pharmacy.ownerToken, apiKey: mis.apiKey, ...options })

async function startService(): Promise<string> {
  const server = await startServer()
  onTestFinished(server.close)
  return server.url
}

/** What the service says to a refresh with this secret. */
async function refreshWith(baseUrl: string, client_secret: string): Promise<number> {
  const grant = { grant_type: 'refresh_token', client_id: pharmacy.id, client_secret, refresh_token: pharmacy.refreshToken } as const
  return new EHealthAuth({ baseUrl }).tokens.create(grant).withResponse().then(
    ({ response }) => response.status,
    (error: ApiError) => error.status,
  )
}

/** Uses the secret that the instance has: with a wrong one there is no token. */
async function refreshThrough(auth: EHealthAuth): Promise<string> {
  const session = auth.session()
  await session.useRefreshToken(pharmacy.refreshToken)
  return session.accessToken()
}

type Forward = () => Promise<(response: ServerResponse) => void>

type PassOn = (tries: number, forward: Forward, response: ServerResponse) => Promise<unknown>

/** A way to the service on which answers are lost or late: `passOn` decides about the calls that rotate a secret. Some headers may be withheld. */
async function startWay(target: string, passOn: PassOn, withheld: string[] = []) {
  const received: Received[] = []
  let rotations = 0
  const baseUrl = await startStub(async (request, response) => {
    const { method, url, headers } = request
    const body = await text(request)
    received.push({ line: `${method} ${url}`, headers, body })
    const forward: Forward = async () => {
      const { host: _host, connection: _connection, 'content-length': _length, 'transfer-encoding': _encoding, ...passed } = headers
      for (const name of withheld) delete passed[name]
      // Node joins the headers that are sent, so that none is a list.
      const answered = await fetch(target + url, { method, headers: passed as Record<string, string>, body: body === '' ? null : body })
      const answeredText = await answered.text()
      return (response) => void response.writeHead(answered.status, { 'Content-Type': 'application/json' }).end(answeredText)
    }
    if (method === 'PATCH') await passOn(++rotations, forward, response)
    else (await forward())(response)
  })
  return { baseUrl, received, rotations: () => received.filter(({ line }) => line.startsWith('PATCH')) }
}

describe('rotateSecret', () => {
  it('hands over a new secret that works, uses it from then on, and ends the old one', async () => {
    const baseUrl = await startService()
    const persist = vi.fn()
    const auth = createAuth(baseUrl)
    await auth.rotateSecret({ persist })
    expect(persist.mock.calls).toEqual([[expect.stringMatching(/^[\w-]{32}$/)]])
    expect(await refreshWith(baseUrl, persist.mock.calls[0]![0])).toBe(201)
    expect(await refreshWith(baseUrl, pharmacy.secret)).toBe(401)
    expect(await refreshThrough(auth)).toEqual(expect.any(String))
  })

  it.each([
    ['the connection that the API-key decides', undefined, wayOfClient],
    ['the connection that is named', connectionId, wayOfConnection],
  ])('rotates the secret of %s', async (_name, connectionId, line) => {
    const service = await startService()
    const { baseUrl, rotations } = await startWay(service, async (_tries, forward, response) => (await forward())(response))
    const kept: string[] = []
    await createAuth(baseUrl).rotateSecret({ connectionId, persist: (secret) => kept.push(secret) })
    expect(rotations().map((rotation) => rotation.line)).toEqual([line])
    expect(await refreshWith(service, kept[0]!)).toBe(201)
  })

  it('uses the secret for the first time after it is persisted', async () => {
    const service = await startService()
    const { baseUrl, received } = await startWay(service, async (_tries, forward, response) => (await forward())(response))
    const linesAtPersist: string[] = []
    const persist = async () => {
      // Long enough for a request that does not wait for this.
      await refreshWith(service, 'another')
      linesAtPersist.push(...received.map(({ line }) => line))
    }
    await createAuth(baseUrl).rotateSecret({ persist })
    expect(linesAtPersist).toEqual([wayOfClient])
    expect(received.map(({ line }) => line)).toEqual([wayOfClient, 'POST /oauth/tokens'])
  })

  it('leaves a function that gives the secret to its owner', async () => {
    const baseUrl = await startService()
    let kept = pharmacy.secret
    const auth = createAuth(baseUrl, { clientSecret: async () => kept })
    await auth.rotateSecret({ persist: (secret) => void (kept = secret) })
    expect(await refreshThrough(auth)).toEqual(expect.any(String))
  })

  it('goes on when nobody has the old secret any more', async () => {
    const baseUrl = await startService()
    await createAuth(baseUrl).rotateSecret({ persist: () => {} })
    const auth = createAuth(baseUrl, { clientSecret: undefined })
    await auth.rotateSecret({ persist: () => {} })
    expect(await refreshThrough(auth)).toEqual(expect.any(String))
  })
})

describe('when answers are lost', () => {
  it.each([undefined, connectionId])('after the service has rotated, the call is repeated under the same key and ends with a secret that works (%s)', async (connectionId) => {
    const service = await startService()
    const { baseUrl, rotations } = await startWay(service, async (tries, forward, response) => {
      const give = await forward()
      if (tries === 1) response.socket!.destroy()
      else give(response)
    })
    const persist = vi.fn()
    const auth = createAuth(baseUrl)
    await auth.rotateSecret({ persist, connectionId })
    expect(persist).toHaveBeenCalledTimes(1)
    expect(await refreshWith(service, persist.mock.calls[0]![0])).toBe(201)
    expect(await refreshThrough(auth)).toEqual(expect.any(String))
    const keys = rotations().map(({ headers }) => headers['x-idempotency-key'])
    expect(keys).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), keys[0]])
  })

  it('a service that knows the key gives the secret again', async () => {
    const secrets = new Map<unknown, string>()
    const rotate: Step = ({ headers }, response) => {
      const key = headers['x-idempotency-key']
      const secret = secrets.get(key) ?? `secret-${secrets.size + 1}`
      if (secrets.has(key)) response.end(JSON.stringify({ meta: {}, data: { secret } }))
      else response.socket!.destroy()
      secrets.set(key, secret)
    }
    const { baseUrl, received } = await startScript(rotate, rotate, refuse('token_not_found'))
    const persist = vi.fn()
    await createAuth(baseUrl).rotateSecret({ persist })
    expect(persist.mock.calls).toEqual([['secret-1']])
    expect(JSON.parse(received[2]!.body)).toMatchObject({ token: { client_id: pharmacy.id, client_secret: 'secret-1' } })
  })

  /** The first try comes through, but only after the second. */
  function firstComesLate(): PassOn {
    let comeThrough: Forward
    return async (tries, forward, response) => {
      if (tries === 1) {
        comeThrough = forward
        response.socket!.destroy()
        return
      }
      const give = await forward()
      if (tries === 2) await comeThrough()
      give(response)
    }
  }

  it('a first try that comes through after the second does nothing', async () => {
    const service = await startService()
    const { baseUrl, rotations } = await startWay(service, firstComesLate())
    const persist = vi.fn()
    await createAuth(baseUrl).rotateSecret({ persist })
    expect([rotations().length, persist.mock.calls.length]).toEqual([2, 1])
    expect(await refreshWith(service, persist.mock.calls[0]![0])).toBe(201)
  })

  it('such a try is made up for by rotating again, under another key, where the service knows no keys', async () => {
    const service = await startService()
    const { baseUrl, rotations } = await startWay(service, firstComesLate(), ['x-idempotency-key'])
    const persist = vi.fn()
    const auth = createAuth(baseUrl)
    await auth.rotateSecret({ persist })
    const [late, last] = persist.mock.calls.map(([secret]) => secret)
    expect(persist).toHaveBeenCalledTimes(2)
    expect([await refreshWith(service, late), await refreshWith(service, last)]).toEqual([401, 201])
    expect(await refreshThrough(auth)).toEqual(expect.any(String))
    const [first, second, third] = rotations().map(({ headers }) => headers['x-idempotency-key'])
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  it('and none comes, it fails, and works when it is called again', async () => {
    const service = await startService()
    const { baseUrl } = await startWay(service, async (tries, forward, response) => {
      const give = await forward()
      if (tries <= 2) response.socket!.destroy()
      else give(response)
    })
    const persist = vi.fn()
    const auth = createAuth(baseUrl, { maxRetries: 1 })
    await caught(auth.rotateSecret({ persist }), ConnectionError)
    expect(persist).not.toHaveBeenCalled()
    await auth.rotateSecret({ persist })
    expect(await refreshWith(service, persist.mock.calls[0]![0])).toBe(201)
  })
})

const give = (secret: string): Step => (_request, response) => void response.end(JSON.stringify({ meta: {}, data: { secret } }))
const refuse = (type: string, status = 401): Step => (_request, response) =>
  void response.writeHead(status).end(JSON.stringify({ meta: {}, error: { type, message: 'refused' } }))

it('rotates one after the other, so that what is persisted last is good', async () => {
  const baseUrl = await startService()
  const auth = createAuth(baseUrl)
  const persisted: string[] = []
  const { promise: slow, resolve: goOn } = Promise.withResolvers<void>()
  const first = auth.rotateSecret({ persist: (secret) => slow.then(() => persisted.push(secret)) })
  const second = auth.rotateSecret({ persist: (secret) => persisted.push(secret) })
  goOn()
  await Promise.all([first, second])
  expect(persisted).toHaveLength(2)
  expect(await refreshWith(baseUrl, persisted[1]!)).toBe(201)
  expect(await refreshThrough(auth)).toMatch(/./)
})

describe('it fails', () => {
  it('with what persist throws, and then nobody uses the new secret', async () => {
    const failure = new Error('the vault is sealed')
    const { baseUrl, received } = await startScript(give('new-secret'), refuse('invalid_grant'))
    const auth = createAuth(baseUrl)
    await expect(auth.rotateSecret({ persist: () => Promise.reject(failure) })).rejects.toBe(failure)
    expect(received).toHaveLength(1)
    await caught(auth.exchangeCode({ code: 'code', redirectUri: 'https://example.com' }), ApiError)
    expect(JSON.parse(received[1]!.body)).toMatchObject({ token: { client_secret: pharmacy.secret } })
  })

  it('when somebody else has rotated the secret meanwhile, and shows no secret', async () => {
    const baseUrl = await startService()
    const kept: string[] = []
    const persist = async (secret: string) => {
      kept.push(secret)
      await createAuth(baseUrl).clients.refreshSecret(pharmacy.id)
    }
    const error = await caught(createAuth(baseUrl).rotateSecret({ persist }), ApiError)
    expect(error.code).toBe('invalid_client')
    expect(kept).toHaveLength(1)
    expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain(kept[0])
  })

  it('when the service refuses every new secret, after three rotations', async () => {
    const secrets: string[] = []
    const baseUrl = await startStub(async (request, response) => {
      await text(request)
      if (request.url === '/oauth/tokens') return refuse('invalid_client', 401)(request, response)
      secrets.push(`secret-${secrets.length}`)
      if (secrets.length % 2 === 1) return void response.writeHead(503).end()
      give(secrets.at(-1)!)(request, response)
    })
    const persist = vi.fn()
    expect(await caught(createAuth(baseUrl).rotateSecret({ persist }), ApiError)).toMatchObject({ code: 'invalid_client' })
    expect(persist).toHaveBeenCalledTimes(3)
  })

  it.each(['{}', '{"secret":""}', '{"secret":null}'])('when the answer has no secret (%s), and persists nothing', async (data) => {
    const { baseUrl } = await startScript((_request, response) => void response.end(`{"meta":{},"data":${data}}`))
    const persist = vi.fn()
    await caught(createAuth(baseUrl).rotateSecret({ persist }), ContractError)
    expect(persist).not.toHaveBeenCalled()
  })

  it('when the service does not let the user do it, and persists nothing', async () => {
    const baseUrl = await startService()
    const persist = vi.fn()
    const refused = caught(createAuth(baseUrl, { accessToken: 'nobody' }).rotateSecret({ persist }), ApiError)
    expect(await refused).toMatchObject({ status: 401, code: 'access_denied' })
    await caught(createAuth(baseUrl).rotateSecret({ persist, connectionId: demo.clinic.id }), ApiError)
    expect(persist).not.toHaveBeenCalled()
    expect(await refreshWith(baseUrl, pharmacy.secret)).toBe(201)
  })

  it.each([
    ['nobody can tell whether the secret is accepted', answer(500), { status: 500 }],
    ['the client is blocked', refuse('access_denied'), { code: 'access_denied' }],
  ])('with the error of the proof when %s, and the secret is persisted then', async (_name, proof, expected) => {
    const { baseUrl } = await startScript(give('new-secret'), proof)
    const persist = vi.fn()
    expect(await caught(createAuth(baseUrl).rotateSecret({ persist }), ApiError)).toMatchObject(expected)
    expect(persist.mock.calls).toEqual([['new-secret']])
  })

  it("with the reason of the caller's signal, which ends the proof too", async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const { baseUrl, received } = await startScript(give('new-secret'), () => controller.abort(reason))
    await expect(createAuth(baseUrl).rotateSecret({ persist: () => {}, signal: controller.signal })).rejects.toBe(reason)
    expect(received).toHaveLength(2)
  })

  it('without a function that persists, before the secret is rotated and lost', async () => {
    const { baseUrl, received } = await startScript(give('new-secret'))
    // @ts-expect-error A program without types may forget it.
    await expect(createAuth(baseUrl).rotateSecret({})).rejects.toThrow(new TypeError('"persist" must be a function'))
    expect(received).toEqual([])
  })

  it('without a client to rotate for, before anything is sent', async () => {
    const { baseUrl, received } = await startScript(give('new-secret'))
    const auth = createAuth(baseUrl, { clientId: undefined })
    await expect(auth.rotateSecret({ persist: () => {} })).rejects.toThrow(new TypeError('"clientId" must be given, or the environment variable EHEALTH_AUTH_CLIENT_ID'))
    expect(received).toEqual([])
  })
})

describe('the proof', () => {
  it.each([
    ['a lost answer', lose],
    ['a fault', answer(503)],
  ])('is asked for again after %s, and the secret is not rotated for it', async (_name, fault) => {
    const { baseUrl, received } = await startScript(give('new-secret'), fault, refuse('token_not_found'))
    const persist = vi.fn()
    await createAuth(baseUrl).rotateSecret({ persist })
    expect(received.map(({ line }) => line)).toEqual([wayOfClient, 'POST /oauth/tokens', 'POST /oauth/tokens'])
    expect(persist).toHaveBeenCalledTimes(1)
  })

  it('is a token too, which a mock of the service gives to everybody', async () => {
    const token: Step = (_request, response) => void response.writeHead(201).end('{"meta":{},"data":{}}')
    const { baseUrl } = await startScript(give('new-secret'), token)
    await expect(createAuth(baseUrl).rotateSecret({ persist: () => {} })).resolves.toBeUndefined()
  })

  it('leaves no token behind', async () => {
    const server = await startServer()
    onTestFinished(server.close)
    const count = () => server.store.read.selectFrom('tokens').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    const before = await count()
    await createAuth(server.url).rotateSecret({ persist: () => {} })
    expect(await count()).toEqual(before)
  })
})
