import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'
import { startStub } from './stub-server.ts'

interface Sent {
  line: string
  headers: IncomingHttpHeaders
  body: string
}

const approval = { client_id: 'df9f70ee-4b12-4740-b0f5-bb5aea116863', redirect_uri: 'https://example2.com' }
const codeGrant = { ...approval, grant_type: 'authorization_code', client_secret: 'secret', code: 'code' } as const
const passwordGrant = { grant_type: 'password', email: 'a@b.c', password: 'p', client_id: 'c', scope: 's' } as const

/** A client whose requests are recorded and all succeed. */
async function recorded(options: Omit<EHealthAuthOptions, 'baseUrl'>, prefix = ''): Promise<{ auth: EHealthAuth; sent: Sent[] }> {
  const sent: Sent[] = []
  const origin = await startStub(async (request, response) => {
    sent.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) })
    response.end('{"meta":{},"data":{}}')
  })
  return { auth: new EHealthAuth({ baseUrl: origin + prefix, ...options }), sent }
}

it('wraps the content and calls the path of each operation', async () => {
  const { auth, sent } = await recorded({})
  await auth.createToken(codeGrant)
  await auth.logInUser(passwordGrant)
  await auth.authorizeApp(approval)
  await auth.logOutUser()
  await auth.refreshClientSecret('a/ї?')
  expect(sent.map(({ line, body }) => [line, body === '' ? undefined : JSON.parse(body)])).toEqual([
    ['POST /oauth/tokens', { token: codeGrant }],
    ['POST /auth/login', { token: passwordGrant }],
    ['POST /oauth/apps/authorize', { app: approval }],
    ['POST /auth/logout', undefined],
    ['PATCH /admin/clients/a%2F%D1%97%3F/refresh_secret', undefined],
  ])
  expect(sent.map(({ headers }) => headers['content-type'])).toEqual([
    'application/json', 'application/json', 'application/json', undefined, undefined,
  ])
})

it('sends the access token and the API-key only where the contract asks for them, and the provider key everywhere', async () => {
  const { auth, sent } = await recorded({ accessToken: 'token', apiKey: () => 'key', customPsk: 'psk' })
  await auth.createToken(codeGrant)
  await auth.logInUser(passwordGrant)
  await auth.authorizeApp(approval)
  await auth.logOutUser()
  await auth.refreshClientSecret('id')
  expect(sent.map(({ headers }) => [headers.authorization, headers['api-key'], headers['x-custom-psk']])).toEqual([
    [undefined, undefined, 'psk'],
    [undefined, undefined, 'psk'],
    ['Bearer token', 'key', 'psk'],
    ['Bearer token', undefined, 'psk'],
    ['Bearer token', 'key', 'psk'],
  ])
})

it("asks a credential function on every call, and prefers the call's own credentials", async () => {
  let issued = 0
  const { auth, sent } = await recorded({ accessToken: async () => `token-${++issued}`, apiKey: () => undefined })
  await auth.refreshClientSecret('id')
  await auth.refreshClientSecret('id')
  await auth.refreshClientSecret('id', { accessToken: 'own', apiKey: async () => 'own-key' })
  expect(sent.map(({ headers }) => [headers.authorization, headers['api-key']])).toEqual([
    ['Bearer token-1', undefined],
    ['Bearer token-2', undefined],
    ['Bearer own', 'own-key'],
  ])
})

it('keeps two clients of one process apart', async () => {
  const first = await recorded({ accessToken: 'first', customPsk: 'psk' })
  const second = await recorded({ accessToken: 'second' })
  await Promise.all([first.auth.logOutUser(), second.auth.logOutUser()])
  expect(first.sent[0]?.headers).toMatchObject({ authorization: 'Bearer first', 'x-custom-psk': 'psk' })
  expect(second.sent[0]?.headers.authorization).toBe('Bearer second')
  expect(second.sent[0]?.headers).not.toHaveProperty('x-custom-psk')
})

it.each(['/api', '/api/'])('keeps the path of the base URL (%s)', async (prefix) => {
  const { auth, sent } = await recorded({}, prefix)
  await auth.logOutUser()
  expect(sent[0]?.line).toBe('POST /api/auth/logout')
})

it("sends through the caller's fetch, without a this that browsers would refuse", async () => {
  const seen: unknown[] = []
  const auth = new EHealthAuth({
    baseUrl: 'https://auth.example.com',
    fetch: async function (this: unknown, input) {
      seen.push(this, input)
      return Response.json({ meta: {}, data: {} })
    },
  })
  await auth.logOutUser()
  expect(seen).toEqual([undefined, expect.objectContaining({ url: 'https://auth.example.com/auth/logout' })])
})
