import { inspect } from 'node:util'
import { EHealthAuth, type Logger } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { runProgram } from './run-program.ts'
import { answer, lose, startScript, type Step, succeed } from './scripted-server.ts'

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

/** A logger that keeps what it is told, as it is. */
function recordingLogger() {
  const told: { level: string; message: string; details: Record<string, unknown> }[] = []
  const keep = (level: string) => (message: string, details: Record<string, unknown>) => void told.push({ level, message, details })
  return { told, logger: { debug: keep('debug'), warn: keep('warn') } }
}

const otherContract: Step = (_request, response) => response.writeHead(200, { 'X-Contract-Hash': '0000000000000000' }).end('{"meta":{},"data":{}}')

it('tells what is sent, what comes back, and waits', async () => {
  const headers = { 'X-Request-Id': 'request-1', 'Retry-After': '0', Date: 'Thu, 01 Jan 1970 00:00:00 GMT' }
  const { baseUrl } = await startScript(answer(503, headers), lose, answer(204, { 'X-Request-Id': 'request-2' }))
  const { told, logger } = recordingLogger()
  await new EHealthAuth({ baseUrl, logger }).roles.delete('8e0a62a4-c2ef-4b3c-8ad7-e8a6a3d5a5f4')
  const ms = expect.any(Number)
  const sent = { accept: 'application/json', 'x-contract-hash': expect.stringMatching(/^[\da-f]{16}$/) }
  expect(told).toEqual([
    { level: 'debug', message: 'deleteRole: DELETE /admin/roles/{id}', details: { tries: 1, headers: sent } },
    {
      level: 'debug',
      message: 'deleteRole: 503',
      details: { tries: 1, ms, headers: { date: headers.Date, 'retry-after': '0', 'x-request-id': 'request-1' } },
    },
    { level: 'debug', message: 'deleteRole: trying again', details: { tries: 1, delayMs: 0 } },
    { level: 'debug', message: 'deleteRole: DELETE /admin/roles/{id}', details: { tries: 2, headers: sent } },
    { level: 'debug', message: 'deleteRole: no answer', details: { tries: 2, ms, reason: 'ConnectionError' } },
    { level: 'debug', message: 'deleteRole: trying again', details: { tries: 2, delayMs: 0 } },
    { level: 'debug', message: 'deleteRole: DELETE /admin/roles/{id}', details: { tries: 3, headers: sent } },
    { level: 'debug', message: 'deleteRole: 204', details: { tries: 3, ms, headers: expect.objectContaining({ 'x-request-id': 'request-2' }) } },
  ])
})

describe('no secret is told', () => {
  /** Repeats all that was sent, in every place where a server can put something, as a reflecting proxy would. */
  const echo = (status: number, body?: string): Step => (request, response) => {
    const { headers, url } = request
    const location = `https://example.com/callback?code=code-secret&from=${encodeURIComponent(url ?? '')}`
    const kept = Object.entries(headers).filter(([name]) => /^(authorization|api-key|x-custom-psk|x-idempotency-key)$/.test(name))
    response.writeHead(status, {
      ...Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
      Location: location,
      'Set-Cookie': 'session=cookie-secret',
      'WWW-Authenticate': 'Bearer realm="realm-secret"',
      Link: `<${location}>; rel="successor-version"`,
    })
    response.end(body ?? JSON.stringify({ meta: { url: location }, data: { secret: 'new-secret', value: 'access-secret' } }))
  }
  const refusal = JSON.stringify({ meta: {}, error: { type: 'invalid_client', message: 'body-secret' } })
  const html = '<h1>body-secret</h1>'

  const faults: [string, Step][] = [
    ['a success', echo(200)],
    ['a created thing', echo(201)],
    ['a refusal', echo(401, refusal)],
    ['a fault', echo(500, html)],
    ['a redirect', echo(302, '')],
    ['a page', echo(200, html)],
    ['no answer', lose],
    ['an answer that breaks off', (request, response) => response.writeHead(200, { 'Content-Length': 999 }).write('body-secret', () => lose(request, response))],
  ]

  it.each(faults)('after %s', async (_name, fault) => {
    const { baseUrl, received } = await startScript(fault)
    const { told, logger } = recordingLogger()
    const credentials = { accessToken: 'bearer-secret', apiKey: () => 'api-key-secret', customPsk: 'psk-secret' }
    const auth = new EHealthAuth({ baseUrl, logger, ...credentials, clientId: 'id', clientSecret: 'client-secret' })
    const client = { client_id: 'id', client_secret: 'client-secret' }
    const calls = [
      auth.tokens.create({ grant_type: 'refresh_token', ...client, refresh_token: 'refresh-secret' }),
      auth.tokens.create({ grant_type: 'authorization_code', ...client, redirect_uri: 'https://example.com', code: 'code-secret' }),
      auth.tokens.verify('path-secret', { apiKey: 'api-key-secret' }),
      auth.tokens.getUser('path-secret'),
      auth.users.list({ email: 'query-secret' }),
      auth.users.create({ email: 'olena@example.com', password: 'password-secret' }, { idempotencyKey: 'idempotency-secret' }),
      auth.users.logIn({ grant_type: 'password', client_id: 'id', email: 'olena@example.com', password: 'password-secret', scope: 'a' }),
      auth.approvals.authorize({ client_id: 'id', redirect_uri: 'https://example.com', scope: 'a' }),
      auth.roles.delete('path-secret'),
      auth.rotateSecret({ persist: () => {} }),
      auth.exchangeCode({ code: 'code-secret', redirectUri: 'https://example.com' }),
    ]
    await Promise.allSettled(calls)
    expect(JSON.stringify(received)).toMatch(/path-secret.*bearer-secret/)
    expect(told.length).toBeGreaterThan(calls.length)
    const output = inspect(told, { depth: Infinity, showHidden: true, getters: true }) + JSON.stringify(told)
    expect(output.match(/[\w-]*secret\b/gi)?.filter((word) => word !== 'refreshClientSecret' && word !== 'refresh_secret') ?? []).toEqual([])
  })

  it("when the caller's own reason ends the call", async () => {
    const controller = new AbortController()
    const { baseUrl } = await startScript(() => controller.abort(new Error('reason-secret', { cause: 'cause-secret' })))
    const { told, logger } = recordingLogger()
    await new EHealthAuth({ baseUrl, logger }).nonces.get({}, { signal: controller.signal }).catch(() => {})
    expect(told.at(-1)).toMatchObject({ message: 'getNonce: no answer', details: { reason: 'Error' } })
    expect(inspect(told, { depth: Infinity, showHidden: true })).not.toMatch(/-secret/)
  })
})

describe('without a logger', () => {
  it('nothing is told, whatever happens', async () => {
    const printed = (['debug', 'log', 'info', 'warn', 'error', 'trace'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => {}))
    const { baseUrl } = await startScript(answer(503, { 'Retry-After': '0' }), lose, answer(401), succeed)
    const auth = new EHealthAuth({ baseUrl })
    await expect(auth.nonces.get()).rejects.toThrow()
    await auth.nonces.get()
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([])
  })

  it('warnings go to the console', async () => {
    const warned = Promise.withResolvers<unknown[]>()
    vi.spyOn(console, 'warn').mockImplementation((...parameters) => warned.resolve(parameters))
    const { baseUrl } = await startScript(otherContract)
    await new EHealthAuth({ baseUrl }).nonces.get()
    expect(await warned.promise).toEqual([
      'the service has another contract than this SDK was made from',
      expect.objectContaining({ theirs: '0000000000000000' }),
    ])
  })
})

it('the console can be the logger', async () => {
  const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
  const { baseUrl } = await startScript(succeed)
  await new EHealthAuth({ baseUrl, logger: console }).nonces.get()
  expect(debug.mock.calls.map(([message]) => message)).toEqual(['getNonce: GET /oauth/nonce', 'getNonce: 200'])
})

describe('a logger that fails breaks no call', () => {
  it('when it throws', async () => {
    const fail = () => {
      throw new Error('the disk is full')
    }
    const { baseUrl } = await startScript(answer(503, { 'Retry-After': '0' }), otherContract)
    const logger: Logger = { debug: fail, warn: fail }
    await expect(new EHealthAuth({ baseUrl, logger }).roles.get('id')).resolves.toEqual({ meta: {}, data: {} })
  })

  it('when it rejects, and the program goes on', async () => {
    const { baseUrl } = await startScript(answer(503, { 'Retry-After': '0' }), otherContract)
    const output = await runProgram(`
      import { EHealthAuth } from 'ehealth-auth-sdk'
      const fail = async () => { throw new Error('the disk is full') }
      const auth = new EHealthAuth({ baseUrl: '${baseUrl}', logger: { debug: fail, warn: fail } })
      console.log(await auth.roles.get('id'))
    `)
    expect(output).toBe('{ meta: {}, data: {} }\n')
  })

  it('when it is not whole', async () => {
    const { baseUrl } = await startScript(succeed)
    // What a program without types may hand in.
    const logger = {} as Logger
    await expect(new EHealthAuth({ baseUrl, logger }).roles.get('id')).resolves.toEqual({ meta: {}, data: {} })
  })
})
