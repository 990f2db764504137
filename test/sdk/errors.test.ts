import { ApiError, ConnectionError, ContractError, EHealthAuth, type RefreshTokenGrant } from 'ehealth-auth-sdk'
import { describe, expect, it } from 'vitest'
import { caught } from './caught.ts'
import { freePort, startAnswering, startStub } from './stub-server.ts'

const grant: RefreshTokenGrant = {
  grant_type: 'refresh_token',
  client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa',
  client_secret: 'msp-001-secret-key',
  refresh_token: 'my-oauth-refresh-token',
}
const meta = { code: 422, url: 'http://127.0.0.1/oauth/tokens', type: 'object', request_id: 'id-from-the-meta-member' }
const invalid = [
  { entry_type: 'json_data_property', entry: '$.client_id', rules: [{ rule: 'required', params: [], description: "can't be blank" }] },
]
const refusal = { meta, error: { type: 'validation_failed', message: 'Validation failed.', invalid } }
const html = { 'Content-Type': 'text/html' }

const refreshAt = (baseUrl: string, signal?: AbortSignal) => new EHealthAuth({ baseUrl, maxRetries: 0 }).tokens.create(grant, { signal })
const refusedAt = (baseUrl: string) => caught(refreshAt(baseUrl), ApiError)

describe('a refusal in the envelope of the contract', () => {
  it('becomes an ApiError with all that the envelope says', async () => {
    const error = await refusedAt(await startAnswering(422, JSON.stringify(refusal)))
    expect(error).toBeInstanceOf(Error)
    expect({ ...error, message: error.message }).toEqual({
      name: 'ApiError',
      status: 422,
      code: 'validation_failed',
      message: 'Validation failed. ($.client_id)',
      invalid,
      requestId: 'id-from-the-meta-member',
      retryAfterMs: undefined,
    })
  })

  it('takes the request id from the header first, because a proxy may have set it', async () => {
    const headers = { 'X-Request-Id': 'id-from-the-header-field' }
    const error = await refusedAt(await startAnswering(401, JSON.stringify(refusal), headers))
    expect(error.requestId).toBe('id-from-the-header-field')
  })

  it('keeps the message of a type that is newer than this SDK', async () => {
    const newer = { meta, error: { type: 'otp_expired', message: 'Verification code expired.' } }
    const error = await refusedAt(await startAnswering(401, JSON.stringify(newer)))
    expect(error).toMatchObject({ code: undefined, message: 'Verification code expired.' })
  })

  it('leaves out entries that are not of the contract', async () => {
    const entries = [null, 'text', { entry: '$.code' }, { entry_type: 'header', rules: [null] }, ...invalid]
    const mixed = { meta, error: { type: 'validation_failed', invalid: entries } }
    expect((await refusedAt(await startAnswering(422, JSON.stringify(mixed)))).invalid).toEqual(invalid)
  })

  it('is an error on a 2xx too', async () => {
    expect(await refusedAt(await startAnswering(200, JSON.stringify(refusal)))).toMatchObject({ status: 200, code: 'validation_failed' })
  })
})

describe('an answer that is not ours', () => {
  const problem = JSON.stringify({ type: 'https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR', title: 'Route not resolved', status: 404 })
  it.each([
    ["Prism's problem+json", 404, problem, { 'Content-Type': 'application/problem+json' }],
    ["Prism's answer to malformed JSON", 400, '{"error":{"code":"invalid_json","message":"secret"}}', undefined],
    ['an HTML page', 502, '<h1>Bad gateway</h1>', html],
    ['plain text', 503, 'busy', { 'Content-Type': 'text/plain' }],
    ['an empty body', 500, '', undefined],
    ['an empty body without content type', 401, '', {}],
    ['invalid JSON', 500, '{"meta":', undefined],
    ['JSON null', 500, 'null', undefined],
    ['a JSON array', 500, '[1]', undefined],
    ['an envelope whose error is text', 500, JSON.stringify({ meta, error: 'boom' }), undefined],
  ])('%s becomes an ApiError without code', async (_name, status, body, headers) => {
    const error = await refusedAt(await startAnswering(status, body, headers))
    expect(error).toMatchObject({ status, code: undefined, invalid: [] })
    expect(error.body()).toBe(body)
    expect(error.message).toBe(`the server answered ${status} without the envelope of the contract`)
  })

  it.each([
    ['a success that is an HTML page', 200, '<h1>Sign in to the Wi-Fi</h1>', html],
    ['a success with an empty body', 201, '', undefined],
    ['a success without body', 204, '', {}],
    ['a success with invalid JSON', 201, '{"meta":{},"data":{', undefined],
    ['a success without data', 201, JSON.stringify({ meta }), undefined],
    ['a success whose data is null', 201, JSON.stringify({ meta, data: null }), undefined],
    ['a success without meta', 201, JSON.stringify({ data: {} }), undefined],
  ])('%s becomes a ContractError', async (_name, status, body, headers) => {
    const error = await caught(refreshAt(await startAnswering(status, body, { ...headers, 'X-Request-Id': 'the-request' })), ContractError)
    expect({ ...error, message: error.message }).toEqual({
      name: 'ContractError',
      status,
      message: `the server answered ${status}, which is no success of the contract; is "baseUrl" right?`,
      requestId: 'the-request',
    })
    expect(error.body()).toBe(body)
  })

  it('is judged by its body, so a missing content type does no harm', async () => {
    const envelope = { meta: { ...meta, code: 201 }, data: { value: 'token' } }
    await expect(refreshAt(await startAnswering(201, JSON.stringify(envelope), {}))).resolves.toEqual(envelope)
  })

  it.each([
    ['a success with a body', 200, JSON.stringify({ meta, data: {} }), undefined],
    ['an HTML page', 200, '<h1>Sign in to the Wi-Fi</h1>', html],
    ['a success of another status without body', 202, '', {}],
  ])('%s becomes a ContractError where the contract promises no body', async (_name, status, body, headers) => {
    const auth = new EHealthAuth({ baseUrl: await startAnswering(status, body, headers) })
    expect(await caught(auth.roles.delete('id'), ContractError)).toMatchObject({ status })
  })

  it.each([[500, ApiError], [201, ContractError]] as const)('is not read to the end when it is huge (%i)', async (status, expected) => {
    const stopped = Promise.withResolvers<void>()
    const baseUrl = await startStub((_request, response) => {
      response.writeHead(status, html)
      const piece = 'x'.repeat(65_536)
      const pour = () => {
        while (response.write(piece));
      }
      response.on('drain', pour).on('close', stopped.resolve)
      pour()
    })
    const error = await caught<ApiError | ContractError>(refreshAt(baseUrl), expected)
    await stopped.promise
    expect(error.status).toBe(status)
    expect(error.body().length).toBeLessThanOrEqual(16_777_216)
  })

  it('is not followed when it is a redirect, which would carry the secret elsewhere', async () => {
    const elsewhere: string[] = []
    const target = await startStub((request, response) => {
      elsewhere.push(request.url ?? '')
      response.end()
    })
    const error = await caught(refreshAt(await startAnswering(307, '', { Location: `${target}/oauth/tokens` })), ContractError)
    expect(error).toMatchObject({ status: 307, message: 'the server answered 307, and redirects are not followed' })
    expect(elsewhere).toEqual([])
  })
})

describe('a broken connection', () => {
  it('becomes a ConnectionError when nobody listens', async () => {
    const error = await caught(refreshAt(`http://127.0.0.1:${await freePort()}`), ConnectionError)
    expect(error.cause).toBeInstanceOf(TypeError)
  })

  it('becomes a ConnectionError when it is reset before the answer', async () => {
    const baseUrl = await startStub((request) => request.socket.resetAndDestroy())
    expect((await caught(refreshAt(baseUrl), ConnectionError)).cause).toBeInstanceOf(Error)
  })

  it('becomes a ConnectionError when the error of the caller\'s fetch is its own cause', async () => {
    const failure = new Error('a fault')
    failure.cause = failure
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1', fetch: () => Promise.reject(failure) })
    expect((await caught(auth.users.logOut(), ConnectionError)).cause).toBe(failure)
  })

  it.each([201, 500])('becomes a ConnectionError when it breaks in the middle of a %i', async (status) => {
    const baseUrl = await startStub((request, response) => {
      response.writeHead(status, { 'Content-Length': 1000 }).write('{"meta":', () => request.socket.resetAndDestroy())
    })
    expect((await caught(refreshAt(baseUrl), ConnectionError)).cause).toBeInstanceOf(Error)
  })
})

describe("the caller's signal", () => {
  const reason = new Error('the user went away')

  it('ends a call before it is sent', async () => {
    let requests = 0
    const baseUrl = await startStub(() => void requests++)
    await expect(refreshAt(baseUrl, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(requests).toBe(0)
  })

  it('ends a call that waits for the answer', async () => {
    const controller = new AbortController()
    const baseUrl = await startStub(() => controller.abort(reason))
    await expect(refreshAt(baseUrl, controller.signal)).rejects.toBe(reason)
  })

  it('ends a call that reads the body', async () => {
    const controller = new AbortController()
    const baseUrl = await startStub((_request, response) => response.writeHead(201).write('{', () => controller.abort(reason)))
    await expect(refreshAt(baseUrl, controller.signal)).rejects.toBe(reason)
  })

  it('surfaces as the AbortError or TimeoutError of the platform when it has no reason of its own', async () => {
    const silent = await startStub(() => {})
    await expect(refreshAt(silent, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    await expect(refreshAt(silent, AbortSignal.timeout(1))).rejects.toMatchObject({ name: 'TimeoutError' })
  })
})

describe('an argument that cannot be sent', () => {
  it.each([
    'auth.example.com', '/api', 'ftp://example.com', 'https://user:pass@example.com', 'https://example.com?a=1', 'https://example.com/#a',
  ])('refuses the base URL %s', (baseUrl) => {
    expect(() => new EHealthAuth({ baseUrl })).toThrow(/^"baseUrl", or else EHEALTH_AUTH_URL, must be an absolute http or https URL/)
  })

  it.each(['', 'line\nbreak', 'ключ', 'two words'])('refuses the credential %j before anything is sent', async (value) => {
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1', accessToken: 'token' })
    expect(() => new EHealthAuth({ baseUrl: 'http://127.0.0.1:1', customPsk: value })).toThrow(/^"customPsk" must be/)
    await expect(auth.users.logOut({ accessToken: value })).rejects.toThrow(/^"accessToken" must be/)
    await expect(auth.clients.refreshSecret('id', { apiKey: () => value })).rejects.toThrow(/^"apiKey" must be/)
  })

  it.each(['', '.', '..', '\ud800'])('refuses %j in a path, which would make another path or none', async (segment) => {
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1' })
    await expect(auth.clients.refreshSecret(segment)).rejects.toThrow(/^"id" must be/)
    await expect(auth.connections.get('id', segment)).rejects.toThrow(/^"connectionId" must be/)
  })

  it('refuses a query that cannot be encoded', async () => {
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1' })
    await expect(auth.users.list({ email: '\ud800' })).rejects.toThrow(new TypeError('"email" must be well-formed text'))
    await expect(auth.users.list({ ids: ['id', '\ud800'] })).rejects.toThrow(new TypeError('"ids" must be well-formed text'))
  })

  it('refuses a header that cannot be sent', async () => {
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1' })
    await expect(auth.tokens.verify('token', { apiKey: 'line\nbreak' })).rejects.toThrow(/^"API-key" must be/)
  })

  it("passes on the error of the caller's own credential function", async () => {
    const failure = new Error('the vault is sealed')
    const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1', accessToken: () => Promise.reject(failure) })
    await expect(auth.users.logOut()).rejects.toBe(failure)
  })
})
