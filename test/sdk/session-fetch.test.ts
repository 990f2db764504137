import { setTimeout as wait } from 'node:timers/promises'
import { createMemoryTokenStore, EHealthAuth, type EHealthAuthOptions, SignInRequiredError } from 'ehealth-auth-sdk'
import { describe, expect, it } from 'vitest'
import { caught } from './caught.ts'
import { answer, ignore, type Received } from './scripted-server.ts'
import { startTokenService, type TokenService } from './token-service.ts'

/** A session that has the token `access-1`, below a path of the service if there is one. */
async function begin({ prefix = '', ...options }: EHealthAuthOptions & { prefix?: string } = {}) {
  const service = await startTokenService()
  const session = service.client({ baseUrl: service.baseUrl + prefix, ...options }).session()
  await session.exchangeCode({ code: 'code', redirectUri: 'https://example.com' })
  return { service, session }
}

const linesAt = ({ received }: TokenService) => received.map(({ line }) => line)
const tokensAt = ({ received }: TokenService) => received.map(({ headers }) => headers.authorization)

/** All but the token and the boundary of a form, which is made anew each time. */
function whatWasSent({ line, headers, body }: Received) {
  const [type, boundary = 'no boundary'] = headers['content-type']?.split('boundary=') ?? []
  return { line, type, body: body.replaceAll(boundary, '') }
}

/** A body in two pieces, and whether it was given up. */
function createStream() {
  const pieces = ['one ', 'two']
  const { promise: cancelled, resolve } = Promise.withResolvers<unknown>()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await wait(1)
      const piece = pieces.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(new TextEncoder().encode(piece))
    },
    cancel: resolve,
  })
  return { stream, cancelled }
}

it('is shaped like the fetch of the platform, and may be handed on as a function', async () => {
  const { service, session } = await begin()
  const { fetch } = session
  const response = await fetch('/api/patients?page=2', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })
  expect(await response.text()).toBe('access-1')
  expect(service.received).toMatchObject([
    { line: 'POST /api/patients?page=2', body: '{}', headers: { authorization: 'Bearer access-1', 'content-type': 'application/json' } },
  ])
})

describe('the URL', () => {
  it.each([
    ['/api/y', '/prefix/api/y'],
    ['api/y?a=b', '/prefix/api/y?a=b'],
    ['?a=b', '/prefix/?a=b'],
    ['/urn:a:b', '/prefix/urn:a:b'],
    ['/https://stranger.example/', '/prefix/https://stranger.example/'],
    ['ORIGIN/api/y', '/api/y'],
    ['ORIGIN/prefix/api/y', '/prefix/api/y'],
  ])('%s goes to %s when the base URL ends with /prefix', async (input, path) => {
    const { service, session } = await begin({ prefix: '/prefix' })
    await session.fetch(input.replace('ORIGIN', service.baseUrl))
    expect(linesAt(service)).toEqual([`GET ${path}`])
  })

  it('may be a URL, or that of a Request', async () => {
    const { service, session } = await begin()
    await session.fetch(new URL('/a', service.baseUrl))
    await session.fetch(new Request(`${service.baseUrl}/b`, { method: 'PUT' }))
    expect(linesAt(service)).toEqual(['GET /a', 'PUT /b'])
    expect(tokensAt(service)).toEqual(['Bearer access-1', 'Bearer access-1'])
  })

  it.each([
    'https://stranger.example/secret-path',
    'http://127.0.0.1:1/secret-path',
    '//stranger.example/secret-path',
    '\\\\stranger.example\\secret-path',
    ' //stranger.example/secret-path',
    'https://127.0.0.1/secret-path',
    'data:,secret-path',
    'file:///secret-path',
    'http://',
    'http://user:secret-path@HOST/',
    'http://user@HOST/secret-path',
  ])('%j is refused before anything is sent, because the token is for the service alone', async (input) => {
    const sent: unknown[] = []
    const { service, session } = await begin({
      async fetch(...request) {
        sent.push(request[0])
        return fetch(...request)
      },
    })
    const host = new URL(service.baseUrl).host
    const error = await caught(session.fetch(input.replace('HOST', host), { method: 'POST', body: 'b' }), TypeError)
    expect(error.message).toBe('"input" must be a URL of the origin of "baseUrl", without credentials')
    expect(sent).toEqual([`${service.baseUrl}/oauth/tokens`])
  })

  it('of a Request to a stranger is refused too', async () => {
    const { session } = await begin()
    await caught(session.fetch(new Request('https://stranger.example')), TypeError)
  })
})

describe('the headers', () => {
  it("are the caller's, the token, and the client's API-key and X-Custom-PSK", async () => {
    const { service, session } = await begin({ apiKey: async () => 'key', customPsk: 'psk' })
    await session.fetch('/', { headers: { 'X-Own': 'own' } })
    expect(service.received[0]?.headers).toMatchObject({ 'x-own': 'own', authorization: 'Bearer access-1', 'api-key': 'key', 'x-custom-psk': 'psk' })
  })

  it('have no API-key and no X-Custom-PSK when the client has none', async () => {
    const { service, session } = await begin()
    await session.fetch('/')
    expect(Object.keys(service.received[0]!.headers).filter((name) => /key|psk/.test(name))).toEqual([])
  })

  it.each(['init', 'Request'])("may bring an API-key of the call's own, but no other token (%s)", async (form) => {
    const { service, session } = await begin({ apiKey: 'key' })
    const init = { headers: { 'API-key': 'own', Authorization: 'Bearer own' } }
    await (form === 'init' ? session.fetch('/', init) : session.fetch(new Request(service.baseUrl, init)))
    expect(service.received[0]?.headers).toMatchObject({ 'api-key': 'own', authorization: 'Bearer access-1' })
  })

  it('never hold a token with a line break, and no message does either', async () => {
    const tokenStore = createMemoryTokenStore()
    await tokenStore.update('id/default', async () => ({ accessToken: 'broken\ntoken', expiresAt: Infinity, refreshAt: Infinity }))
    const session = new EHealthAuth({ baseUrl: 'http://127.0.0.1:1', clientId: 'id', tokenStore }).session()
    const error = await caught(session.fetch('/'), TypeError)
    expect(error.message).toBe('"accessToken" must be non-empty visible ASCII')
  })
})

describe('after a 401', () => {
  const form = new FormData()
  form.append('name', 'Олена')

  it.each<[string, (url: string) => Parameters<typeof fetch>]>([
    ['a text', (url) => [url, { method: 'POST', body: 'one two' }]],
    ['bytes', (url) => [url, { method: 'POST', body: new TextEncoder().encode('one two') }]],
    ['a Blob', (url) => [url, { method: 'POST', body: new Blob(['one two']) }]],
    ['URLSearchParams', (url) => [url, { method: 'POST', body: new URLSearchParams({ a: 'b' }) }]],
    ['a FormData', (url) => [url, { method: 'POST', body: form }]],
    ['a stream', (url) => [url, { method: 'POST', body: createStream().stream, duplex: 'half' }]],
    ['a Request', (url) => [new Request(url, { method: 'POST', body: 'one two' })]],
    ['a Request and a further body', (url) => [new Request(url, { method: 'POST', body: 'first' }), { body: 'one two' }]],
    ['a Request with a stream', (url) => [new Request(url, { method: 'POST', body: createStream().stream, duplex: 'half' })]],
    ['nothing', (url) => [url, { method: 'DELETE' }]],
  ])('the request is sent once more as it was, with another token (%s)', async (_name, request) => {
    const { service, session } = await begin()
    service.dead.add('access-1')
    const response = await session.fetch(...request(service.baseUrl))
    expect(await response.text()).toBe('access-2')
    expect(tokensAt(service)).toEqual(['Bearer access-1', 'Bearer access-2'])
    const [first, second] = service.received.map(whatWasSent)
    expect(second).toEqual(first)
    expect(second?.line.startsWith('DELETE') || second?.body !== '').toBe(true)
  })

  it('and another, the caller gets the second', async () => {
    const { service, session } = await begin()
    service.dead.add('access-1').add('access-2')
    const response = await session.fetch('/')
    expect([response.status, await response.text()]).toEqual([401, 'access-2'])
    expect(service.received).toHaveLength(2)
  })

  it('the body of the first answer is let go', async () => {
    const { stream, cancelled } = createStream()
    const answers = [new Response(stream, { status: 401 }), new Response('good')]
    const { session } = await begin({
      async fetch(...request) {
        return String(request[0]).endsWith('/oauth/tokens') ? fetch(...request) : answers.shift()!
      },
    })
    expect(await (await session.fetch('/')).text()).toBe('good')
    await cancelled
  })
})

it.each([200, 204, 400, 403, 404, 429, 500, 503])('a %i is given to the caller as it is', async (status) => {
  const { service, session } = await begin()
  service.resource = answer(status)
  expect((await session.fetch('/')).status).toBe(status)
  expect(service.received).toHaveLength(1)
})

it.each(['follow', 'error', 'manual'] as const)('a redirect is not followed, and given to the caller (%s)', async (redirect) => {
  const { service, session } = await begin({ apiKey: 'key' })
  service.resource = answer(302, { Location: 'https://stranger.example/' })
  const response = await session.fetch('/', { redirect })
  expect([response.status, response.headers.get('Location')]).toEqual([302, 'https://stranger.example/'])
})

describe('a stream that is not sent', () => {
  it.each(['init', 'Request'])('is given up (%s)', async (form) => {
    const service = await startTokenService()
    const session = service.client().session()
    const { stream, cancelled } = createStream()
    const init = { method: 'POST', body: stream, duplex: 'half' } as const
    await caught(form === 'init' ? session.fetch('/', init) : session.fetch(new Request(service.baseUrl, init)), SignInRequiredError)
    await cancelled
  })
})

describe('the signal', () => {
  const reason = new Error('no time')

  it.each(['init', 'Request'])('ends a request that is under way (%s)', async (form) => {
    const { service, session } = await begin()
    service.resource = ignore
    const controller = new AbortController()
    const { signal } = controller
    const call = caught(form === 'init' ? session.fetch('/', { signal }) : session.fetch(new Request(service.baseUrl, { signal })), Error)
    await expect.poll(() => service.received).toHaveLength(1)
    controller.abort(reason)
    expect(await call).toBe(reason)
  })

  it.each(['init', 'Request'])('ends the wait for another token, which comes for others all the same (%s)', async (form) => {
    const { service, session } = await begin()
    service.dead.add('access-1')
    const { promise: answered, resolve: goOn } = Promise.withResolvers<void>()
    service.onGrant = () => answered
    const controller = new AbortController()
    const { signal } = controller
    const call = caught(form === 'init' ? session.fetch('/', { signal }) : session.fetch(new Request(service.baseUrl, { signal })), Error)
    await expect.poll(() => service.grants).toHaveLength(2)
    const other = session.fetch('/')
    controller.abort(reason)
    expect(await call).toBe(reason)
    goOn()
    expect((await other).status).toBe(200)
    expect(service.grants).toHaveLength(2)
  })
})

it("gives the platform's own error when the network fails", async () => {
  const { service, session } = await begin()
  service.resource = (request) => void request.socket.resetAndDestroy()
  const error = await caught(session.fetch('/'), TypeError)
  expect(error.message).toBe('fetch failed')
})

it("sends through the caller's fetch what a fetch is most often called with: a URL and options", async () => {
  const seen: unknown[] = []
  const { service, session } = await begin({
    async fetch(...request) {
      seen.push(request[0])
      return fetch(...request)
    },
  })
  await session.fetch('/a', { method: 'POST', body: 'b' })
  expect(seen).toEqual([`${service.baseUrl}/oauth/tokens`, `${service.baseUrl}/a`])
})
