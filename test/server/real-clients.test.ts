import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { request, sendRaw } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, mis, user, portal } = demo
const localUri = 'http://localhost:3000/callback'

const server = await startServer({
  fixtures: await demoFixtures(({ clients, connections }) => {
    const local = { ...itemOf(clients, clinic.id), id: '11111111-1111-4111-8111-111111111111' }
    clients.push(local)
    connections.push({ client_id: clinic.id, consumer_id: local.id, redirect_uri: localUri, secret: 'local-secret' })
  }),
})
afterAll(server.close)

const json = 'Content-Type: application/json'
const passwordGrant = { token: { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' } }
const owner = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
const secretOfPharmacy = `/admin/clients/${pharmacy.id}/refresh_secret`
const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' }
const session = async () => ({ Authorization: `Bearer ${await logIn(server)}` })

it('the whole road works: login, approval, exchange, refresh, logout', async () => {
  const { body: login } = await call(server, 'POST /auth/login', { body: passwordGrant })
  const { body: approval } = await call(server, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${login.data.value}` } })
  const code = new URL(approval.urgent.redirect_uri).searchParams.get('code')!
  const { body: exchange } = await call(server, 'POST /oauth/tokens', { body: codeGrant(code) })
  const token = { ...refreshGrant.token, refresh_token: exchange.data.details.refresh_token }
  const { body: refreshed } = await call(server, 'POST /oauth/tokens', { body: { token } })
  const logout = await call(server, 'POST /auth/logout', { headers: { Authorization: `Bearer ${refreshed.data.value}` } })
  expect(logout.status).toBe(200)
})

describe('a trailing slash', () => {
  it.each([
    ['POST /auth/login/', async () => ({ body: passwordGrant }), 201],
    ['POST /oauth/apps/authorize/', async () => ({ body: { app }, headers: await session() }), 201],
    ['POST /oauth/tokens/', async () => ({ body: refreshGrant }), 201],
    ['POST /auth/logout/', async () => ({ headers: await session() }), 200],
    [`PATCH ${secretOfPharmacy}/`, async () => ({ headers: owner }), 200],
  ])('is accepted: %s', async (target, prepare, status) => {
    expect((await call(server, target, await prepare())).status).toBe(status)
  })

  it('does not open the gate', async () => {
    expect((await call(server, `PATCH ${secretOfPharmacy}/`)).status).toBe(401)
    expect((await call(server, 'POST /oauth/apps/authorize/', { body: { app } })).status).toBe(401)
  })
})

describe('a stray Authorization header', () => {
  it.each(['Bearer undefined', 'Bearer null', 'Bearer', 'Bearer ', 'Basic Og==', 'undefined', ''])('%j is ignored on login and token calls', async (Authorization) => {
    const headers = { Authorization }
    expect((await call(server, 'POST /auth/login', { body: passwordGrant, headers })).status).toBe(201)
    expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers })).status).toBe(201)
    expect((await call(server, 'POST /oauth/tokens', { body: codeGrant(await approve(server)), headers })).status).toBe(201)
  })

  it('may come with an API-key and an X-Custom-PSK of any value', async () => {
    const headers = { Authorization: 'Bearer undefined', 'API-key': 'undefined', 'X-Custom-PSK': 'anything' }
    expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers })).status).toBe(201)
  })
})

describe('a body', () => {
  it('may be pretty-printed', async () => {
    expect((await call(server, 'POST /oauth/tokens', { body: `\r\n${JSON.stringify(refreshGrant, null, '\t')}\r\n` })).status).toBe(201)
  })

  it('may have unknown members, which are ignored', async () => {
    const unknown = { unknown: { deep: [1, null] }, scope: 5, token: 'x', id: null }
    const inToken = { ...unknown, token: { ...refreshGrant.token, ...unknown, code: 5, redirect_uri: [] } }
    expect((await call(server, 'POST /oauth/tokens', { body: inToken })).status).toBe(201)
    const login = { ...unknown, token: { ...passwordGrant.token, captcha: 'x', token: 'an answer to a captcha' } }
    expect((await call(server, 'POST /auth/login', { body: login })).status).toBe(201)
    const approval = { ...unknown, app: { ...app, user_id: 'somebody else', state: 1 } }
    const answer = await call(server, 'POST /oauth/apps/authorize', { body: approval, headers: await session() })
    expect(answer.body.data.user_id).toBe(user.id)
  })

  it.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON', 'application/json; odata=verbose; x="y"'])(
    'may be declared as %s',
    async (contentType) => {
      expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'Content-Type': contentType } })).status).toBe(201)
    },
  )

  it('may have letters of any script', async () => {
    const answer = await call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, примітка: 'Аптека №199 💊' } } })
    expect(answer.status).toBe(201)
  })

  it('may begin with a byte order mark', async () => {
    expect((await call(server, 'POST /oauth/tokens', { body: `\uFEFF${JSON.stringify(refreshGrant)}` })).status).toBe(201)
  })

  it('may come in chunks', async () => {
    const text = JSON.stringify(refreshGrant)
    const chunks = [text.slice(0, 20), text.slice(20)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`)
    const answer = await sendRaw(server, `${request(['POST /oauth/tokens HTTP/1.1', json, 'Transfer-Encoding: chunked'])}${chunks.join('')}0\r\n\r\n`)
    expect(answer.status).toBe(201)
  })

  it('may be announced with Expect: 100-continue', async () => {
    const text = request(['POST /oauth/tokens HTTP/1.1', json, 'Expect: 100-continue'], JSON.stringify(refreshGrant))
    expect((await sendRaw(server, text)).status).toBe(201)
  })
})

describe('a call without a body', () => {
  it.each([
    ['with a JSON Content-Type', [json]],
    ['with a JSON Content-Type and Content-Length: 0', [json, 'Content-Length: 0']],
    ['with a Content-Type of a form', ['Content-Type: application/x-www-form-urlencoded']],
    ['with neither', []],
  ])('works %s', async (_name, lines) => {
    const credentials = Object.entries(owner).map(([name, value]) => `${name}: ${value}`)
    expect((await sendRaw(server, request([`PATCH ${secretOfPharmacy} HTTP/1.1`, ...credentials, ...lines]))).status).toBe(200)
    const { Authorization } = await session()
    expect((await sendRaw(server, request(['POST /auth/logout HTTP/1.1', `Authorization: ${Authorization}`, ...lines]))).status).toBe(200)
  })

  it('works with a body all the same, which is not read', async () => {
    expect((await call(server, `PATCH ${secretOfPharmacy}`, { headers: owner, body: { secret: 'mine' } })).status).toBe(200)
    expect((await call(server, 'POST /auth/logout', { headers: await session(), body: {} })).status).toBe(200)
  })
})

describe('a connection', () => {
  it('may be closed after the answer', async () => {
    const answer = await sendRaw(server, request(['POST /oauth/tokens HTTP/1.1', json, 'Connection: close'], JSON.stringify(refreshGrant)))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('connection')).toBe('close')
  })

  it('may be HTTP/1.0', async () => {
    const answer = await sendRaw(server, request(['POST /oauth/tokens HTTP/1.0', json], JSON.stringify(refreshGrant)))
    expect(answer.status).toBe(201)
  })

  it('may ask for an upgrade, which is not made', async () => {
    const lines = ['POST /oauth/tokens HTTP/1.1', json, 'Connection: Upgrade', 'Upgrade: h2c']
    expect((await sendRaw(server, request(lines, JSON.stringify(refreshGrant)))).status).toBe(201)
  })
})

describe('the answer', () => {
  it.each(['*/*', 'application/json', 'application/*', 'text/html, application/json;q=0.1', ''])('is sent to a client that accepts %j', async (Accept) => {
    expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { Accept } })).status).toBe(201)
  })

  it("repeats the caller's request id", async () => {
    const id = '6617aeec-15e2-4d6f-b9bd-53559c358f97#17810'
    const { headers, body } = await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'X-Request-Id': id } })
    expect([headers.get('x-request-id'), body.meta.request_id]).toEqual([id, id])
  })

  it.each(['short', 'x'.repeat(201), 'with a space in the middle of it'])('has an id of its own instead of %j', async (id) => {
    const { body } = await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'X-Request-Id': id } })
    expect(body.meta.request_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('names the URL without its query', async () => {
    const { body } = await call(server, 'POST /oauth/tokens?client_id=1&x[]=2', { body: refreshGrant })
    expect(body.meta.url).toBe(`${server.url}/oauth/tokens`)
  })

  it.each([201, 401])('has the security headers of a service (%i)', async (status) => {
    const body = status === 201 ? refreshGrant : { token: { ...refreshGrant.token, client_secret: 'wrong' } }
    const { headers } = await call(server, 'POST /oauth/tokens', { body })
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    })
    expect(headers.has('x-powered-by')).toBe(false)
    expect(headers.has('etag')).toBe(false)
  })

  it.each(['/health', '/ready', '/metrics', '/', '/docs', '/openapi.json', '/nowhere'])('has them at %s too', async (path) => {
    const { headers } = await fetch(server.url + path)
    expect(Object.fromEntries(headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
  })
})

it('a redirect URI on a loopback host may be http', async () => {
  const { body } = await call(server, 'POST /oauth/apps/authorize', { body: { app: { ...app, redirect_uri: localUri } }, headers: await session() })
  expect(body.urgent.redirect_uri).toBe(`${localUri}?code=${body.data.value}`)
  const token = { grant_type: 'authorization_code', client_id: clinic.id, client_secret: 'local-secret', redirect_uri: localUri, code: body.data.value }
  expect((await call(server, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
})
