import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { inspect } from 'node:util'
import { ApiError, ConnectionError, EHealthAuth, TimeoutError } from 'ehealth-auth-sdk'
import { createMock } from 'ehealth-auth-sdk/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { caught } from './caught.ts'

const grant = {
  grant_type: 'refresh_token',
  client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa',
  client_secret: 'msp-001-secret-key',
  refresh_token: 'my-oauth-refresh-token',
} as const

function start(options?: Parameters<typeof createMock>[0]) {
  const mock = createMock(options)
  const auth = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch, accessToken: 'my-access-token', maxRetries: 0 })
  /** The status of a token call. */
  const create = () => auth.tokens.create(grant).then(() => 201, (error: ApiError) => error.status)
  return { mock, auth, create }
}

it('is a test of a program that meets an expired refresh token', async () => {
  const mock = createMock()
  const auth = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch })
  mock.use('createToken', 'expiredRefreshToken')

  const error = await caught(auth.tokens.create(grant), ApiError)

  expect(error).toMatchObject({ status: 401, code: 'token_expired' })
  expect(mock.calls).toMatchObject([{ operationId: 'createToken', violation: undefined, body: { token: grant } }])
})

describe('what is said with use', () => {
  it('holds from now on, until something else is said', async () => {
    const { mock, create } = start()
    expect(await create()).toBe(201)
    mock.use('createToken', 'expiredRefreshToken')
    expect([await create(), await create()]).toEqual([401, 401])
    mock.use('createToken', 'malformedJson')
    expect([await create(), await create()]).toEqual([400, 400])
  })

  it('with times is used up in the order in which it was said, and then it is as before', async () => {
    const { mock, create } = start()
    mock.use('createToken', 'expiredRefreshToken')
    mock.use('createToken', 'unavailable', { times: 2 })
    mock.use('createToken', 'internalError', { times: 1 })
    expect([await create(), await create(), await create(), await create()]).toEqual([503, 503, 500, 401])
  })

  it('with times is forgotten when another answer is to hold from now on', async () => {
    const { mock, create } = start()
    mock.use('createToken', 'unavailable', { times: 2 })
    mock.use('createToken', 'expiredRefreshToken')
    expect(await create()).toBe(401)
  })

  it('is for the calls that it is said for', async () => {
    const { mock, auth } = start()
    mock.use('getRole', 'unknownId')
    mock.use('verifyToken', 'unknownToken', { when: ({ parameters }) => parameters.value === 'stolen/token' })
    mock.use('verifyToken', 'endedToken', { when: ({ headers }) => headers.get('API-key') === 'old', times: 1 })
    expect((await auth.tokens.verify('good')).data.name).toBe('access_token')
    expect(await caught(auth.tokens.verify('stolen/token'), ApiError)).toMatchObject({ code: 'not_found' })
    expect(await caught(auth.tokens.verify('good', { apiKey: 'old' }), ApiError)).toMatchObject({ code: 'invalid_grant' })
    expect((await auth.tokens.verify('good', { apiKey: 'old' })).meta.code).toBe(200)
  })

  it('may be a status, which stands for its first example or for no body', async () => {
    const { mock, auth, create } = start()
    mock.use('createToken', 429)
    expect(await create()).toBe(429)
    mock.use('upsertConnection', 201)
    const id = 'df9f70ee-4b12-4740-b0f5-bb5aea116863'
    const { response } = await auth.administeredConnections.upsert(id, { consumer_id: id }).withResponse()
    expect(response.status).toBe(201)
    mock.use('deleteRole', 204)
    await auth.roles.delete(id)
  })

  it('may change the body and the headers of this answer alone', async () => {
    const { mock, auth } = start()
    const headers = { 'x-request-id': 'mine' }
    mock.use('createToken', 'refreshedToken', { times: 1, headers, change: ({ data }) => void (data.value = 'changed') })
    const changed = await auth.tokens.create(grant).withResponse()
    expect([changed.answer.data.value, changed.response.requestId]).toEqual(['changed', 'mine'])
    const other = await auth.tokens.create(grant).withResponse()
    expect(other.answer.data.value).not.toBe('changed')
    expect(other.response.requestId).not.toBe('mine')
  })

  it('comes before the checks of the request and before Prefer', async () => {
    const { mock } = start()
    mock.use('createToken', 'exchangedCode')
    const response = await mock.fetch(`${mock.baseUrl}/oauth/tokens`, { method: 'POST', body: '{', headers: { Prefer: 'code=500' } })
    expect(response.status).toBe(201)
    expect(response.headers.get('sl-violations')).toBeNull()
    expect(mock.calls[0]!.violation).toBe('headers.content-type must be application/json')
  })

  it('belongs to one mock, and is gone after reset', async () => {
    const { mock, create } = start()
    const { create: createElsewhere } = start()
    mock.use('createToken', 'expiredRefreshToken')
    mock.use('createToken', 'unavailable', { times: 5 })
    expect([await create(), await createElsewhere()]).toEqual([503, 201])
    const { calls } = mock
    mock.reset()
    expect(calls).toEqual([])
    expect(await create()).toBe(201)
    expect(calls).toHaveLength(1)
  })

  it('is refused when it cannot be', () => {
    const mock = createMock()
    // What the compiler refuses is refused at run time too.
    const unknown = 'toString' as never
    expect(() => mock.use(unknown, unknown)).toThrow(new TypeError('"operationId" must be an operation of the contract'))
    expect(() => mock.fail(unknown)).toThrow(new TypeError('"operationId" must be an operation of the contract'))
    expect(() => mock.use('createToken', unknown)).toThrow(
      new TypeError('"answer" must be a status of createToken or the name of one of its examples'),
    )
    expect(() => mock.fail('createToken', { times: 0 })).toThrow(new TypeError('"times" must be a whole number from 1 to 1000'))
  })
})

describe('an answer that the contract does not list', () => {
  const list = (mock: { baseUrl: string; fetch: typeof fetch }) =>
    mock.fetch(`${mock.baseUrl}/admin/users`, { headers: { authorization: 'Bearer any' } })

  it('is the page of a proxy whose service is down, after which all is as before', async () => {
    const { mock, auth } = start()
    mock.use('listUsers', { status: 503, headers: { 'Content-Type': 'text/html', 'Retry-After': '7' }, body: '<h1>Down</h1>' }, { times: 1 })
    const error = await caught(auth.users.list(), ApiError)
    expect(error).toMatchObject({ status: 503, code: undefined, retryAfterMs: 7_000, requestId: undefined })
    expect(error.body()).toBe('<h1>Down</h1>')
    expect((await auth.users.list()).meta.code).toBe(200)
  })

  it.each([
    ['a text as it is', { status: 502, body: 'Bad Gateway' }, 'Bad Gateway', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['an object as JSON', { status: 418, body: { tea: ['чай'] } }, '{"tea":["чай"]}', { 'content-type': 'application/json' }],
    ['null as JSON', { status: 200, body: null }, 'null', { 'content-type': 'application/json' }],
    ['JSON of another type', { status: 400, headers: { 'content-type': 'application/problem+json' }, body: {} }, '{}', { 'content-type': 'application/problem+json' }],
    ['no body', { status: 204, headers: { Via: '1.1 proxy' } }, '', { via: '1.1 proxy' }],
  ])('has what the test says and nothing of the contract: %s', async (_name, answer, text, headers) => {
    const { mock } = start()
    mock.use('listUsers', answer)
    const response = await list(mock)
    expect([response.status, await response.text(), Object.fromEntries(response.headers)]).toEqual([answer.status, text, headers])
  })

  it('is what it was when the test said it, each time', async () => {
    const { mock } = start()
    const body = { data: ['first'] }
    mock.use('listUsers', { status: 200, body })
    body.data.push('second')
    expect([await (await list(mock)).json(), await (await list(mock)).json()]).toEqual([{ data: ['first'] }, { data: ['first'] }])
  })

  it('is for the calls that it is said for, when the test lets it', async () => {
    const { mock, auth } = start()
    const gate = Promise.withResolvers<void>()
    mock.use('listUsers', { status: 500 }, { when: ({ query }) => query.page === '2', after: gate.promise })
    expect((await auth.users.list()).meta.code).toBe(200)
    const second = caught(auth.users.list({ page: 2 }), ApiError)
    gate.resolve()
    expect(await second).toMatchObject({ status: 500 })
  })

  it('is refused when it cannot be sent', () => {
    const mock = createMock()
    for (const status of [199, 600, 200.5, NaN]) {
      expect(() => mock.use('listUsers', { status })).toThrow(new TypeError('"status" must be a whole number from 200 to 599'))
    }
    expect(() => mock.use('listUsers', { status: 204, body: 'text' })).toThrow(TypeError)
    expect(() => mock.use('listUsers', { status: 500, headers: { 'X-Text': 'line\nbreak' } })).toThrow(TypeError)
  })
})

describe('the connection', () => {
  it('breaks when it is told to', async () => {
    const { mock, auth } = start()
    mock.fail('createToken', { times: 1 })
    await caught(auth.tokens.create(grant), ConnectionError)
    expect((await auth.tokens.create(grant)).meta.code).toBe(201)
  })

  it('is as slow as the test wants', async () => {
    const { mock, create } = start()
    const gate = Promise.withResolvers<void>()
    mock.use('createToken', 'expiredRefreshToken', { after: gate.promise })
    const answered: number[] = []
    const calls = [create(), create()].map((call) => call.then((status) => answered.push(status)))
    await vi.waitFor(() => expect(mock.calls).toHaveLength(2))
    expect(answered).toEqual([])
    gate.resolve()
    await Promise.all(calls)
    expect(answered).toEqual([401, 401])
  })

  it('can outlast the patience of a caller', async () => {
    const { mock, auth } = start()
    mock.use('createToken', 'refreshedToken', { after: new Promise(() => {}) })
    await caught(auth.tokens.create(grant, { timeoutMs: 20 }), TimeoutError)
  })

  it('leads nowhere but to the mock', async () => {
    const { mock } = start({ baseUrl: 'https://id.example/auth/' })
    expect(mock.baseUrl).toBe('https://id.example/auth')
    const headers = { authorization: 'bearer any' }
    expect((await mock.fetch('https://id.example/auth/admin/roles/?page=2', { headers })).status).toBe(200)
    const refusal = new TypeError('fetch failed: the mock is at https://id.example/auth, and nothing else can be reached')
    for (const url of ['https://other.example/auth/admin/roles', 'https://id.example/authority', 'https://id.example/']) {
      await expect(mock.fetch(url)).rejects.toThrow(refusal)
    }
    expect(mock.calls).toHaveLength(1)
  })
})

describe('an aborted signal', () => {
  const url = (mock: { baseUrl: string }) => `${mock.baseUrl}/oauth/nonce`
  const reason = new Error('enough')

  it('rejects with its reason, and nothing is asked', async () => {
    const { mock } = start()
    await expect(mock.fetch(url(mock), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const call = mock.fetch(new Request(url(mock), { signal: controller.signal }))
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect(mock.calls).toEqual([])
  })

  it('ends a call that waits for its answer, and the answer is used up', async () => {
    const { mock } = start()
    mock.use('getNonce', 'unknownNonceClient', { after: new Promise(() => {}), times: 1 })
    const controller = new AbortController()
    const call = mock.fetch(url(mock), { signal: controller.signal })
    await vi.waitFor(() => expect(mock.calls).toHaveLength(1))
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
    expect((await mock.fetch(url(mock))).status).toBe(200)
  })

  it('ends a call that waits, even if nobody but the mock holds the request any more', async () => {
    setFlagsFromString('--expose-gc')
    // With the flag set, a new context has the function.
    const collectGarbage = runInNewContext('gc') as () => void
    const { mock } = start()
    mock.use('getNonce', 'nonce', { after: new Promise(() => {}), times: 1 })
    const controller = new AbortController()
    const call = mock.fetch(url(mock), { signal: controller.signal })
    await vi.waitFor(() => expect(mock.calls).toHaveLength(1))
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      collectGarbage()
    }
    controller.abort(reason)
    await expect(call).rejects.toBe(reason)
  })

  it('changes nothing after the answer', async () => {
    const { mock } = start()
    const controller = new AbortController()
    const response = await mock.fetch(url(mock), { signal: controller.signal })
    controller.abort(reason)
    expect(await response.json()).toMatchObject({ meta: { code: 200 } })
  })
})

describe('what was asked', () => {
  it('is there to be asserted on, parsed and decoded', async () => {
    const { mock, auth } = start()
    const id = 'df9f70ee-4b12-4740-b0f5-bb5aea116863'
    await auth.tokens.verify('a/b c', { apiKey: 'my-api-key' })
    await auth.users.list({ ids: [id, id], page: 2 })
    await auth.roles.create({ name: 'Лікар', scope: 'patients:view' })
    expect(mock.calls).toMatchObject([
      { operationId: 'verifyToken', method: 'GET', parameters: { value: 'a/b c' }, query: {}, body: undefined },
      { operationId: 'listUsers', query: { ids: `${id},${id}`, page: '2' } },
      { operationId: 'createRole', method: 'POST', body: { role: { name: 'Лікар', scope: 'patients:view' } } },
    ])
    expect(mock.calls[0]!.url).toBe(`${mock.baseUrl}/admin/tokens/a%2Fb%20c/verify`)
    expect(mock.calls[0]!.headers.get('authorization')).toBe('Bearer my-access-token')
    expect(mock.calls[0]!.headers.get('API-key')).toBe('my-api-key')
  })

  it('shows no secret when it is printed', async () => {
    const { mock, auth } = start()
    await auth.tokens.create(grant)
    await auth.tokens.verify('my-oauth-refresh-token', { apiKey: 'my-api-key' })
    await mock.fetch(`${mock.baseUrl}/nowhere/my-access-token?token=my-access-token`)
    const inspected = [inspect(mock, { depth: Infinity }), inspect(mock.calls, { showHidden: true })]
    for (const printed of [...inspected, JSON.stringify(mock.calls), String(mock.calls)]) {
      expect(printed).not.toMatch(/my-(oauth|access|api)|msp-001/)
    }
    expect(inspect(mock.calls)).toContain("operationId: 'createToken'")
  })

  it('says what breaks the contract', async () => {
    const { mock } = start()
    await mock.fetch(`${mock.baseUrl}/nowhere`)
    await mock.fetch(`${mock.baseUrl}/oauth/tokens`)
    const body = '{"token":{"grant_type":"refresh_token","client_id":""}}'
    await mock.fetch(`${mock.baseUrl}/oauth/tokens`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })
    expect(mock.calls.map(({ operationId, violation }) => [operationId, violation])).toEqual([
      [undefined, 'path must be one of the contract'],
      [undefined, 'method must be POST'],
      ['createToken', 'body.token must have client_secret, refresh_token'],
    ])
  })
})

describe('a token', () => {
  it('is good for 30 days from the Date of the answer, whatever the clock says', async () => {
    vi.useFakeTimers({ now: Date.UTC(2040, 1, 29, 12, 0, 0, 999) })
    onTestFinished(() => void vi.useRealTimers())
    const { mock, auth } = start()
    for (const name of ['refreshedToken', 'exchangedCode'] as const) {
      mock.use('createToken', name)
      const { answer, response } = await auth.tokens.create(grant).withResponse()
      expect(response.headers.get('Date')).toBe('Wed, 29 Feb 2040 12:00:00 GMT')
      expect(answer.data.expires_at).toBe(Date.UTC(2040, 2, 30, 12) / 1_000)
    }
    const list = await auth.storedTokens.list()
    expect(list.data.map((token) => token.expires_at)).toEqual([Date.UTC(2040, 2, 30, 12) / 1_000])
  })

  it('lets a session work, which refreshes it once and when it is due', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const mock = createMock()
    const client = { clientId: grant.client_id, clientSecret: grant.client_secret }
    const session = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch, ...client }).session()
    await session.useRefreshToken(grant.refresh_token)
    await Promise.all([session.accessToken(), session.accessToken()])
    vi.setSystemTime(Date.now() + 29 * 86_400_000)
    await session.accessToken()
    expect(mock.calls).toHaveLength(1)
    vi.setSystemTime(Date.now() + 86_400_000)
    await session.accessToken()
    expect(mock.calls).toMatchObject([{ operationId: 'createToken' }, { operationId: 'createToken' }])
    expect(mock.calls.filter(({ violation }) => violation !== undefined)).toEqual([])
  })
})
