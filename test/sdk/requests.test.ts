import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'
import { startStub } from './stub-server.ts'

interface Sent {
  line: string
  headers: IncomingHttpHeaders
}

/** A client whose requests are recorded and all succeed. */
async function recorded(options: Omit<EHealthAuthOptions, 'baseUrl'>, prefix = ''): Promise<{ auth: EHealthAuth; sent: Sent[] }> {
  const sent: Sent[] = []
  const origin = await startStub((request, response) => {
    sent.push({ line: `${request.method} ${request.url}`, headers: request.headers })
    response.end('{"meta":{},"data":{}}')
  })
  return { auth: new EHealthAuth({ baseUrl: origin + prefix, ...options }), sent }
}

it("asks a credential function on every call, and prefers the call's own credentials", async () => {
  let issued = 0
  const { auth, sent } = await recorded({ accessToken: async () => `token-${++issued}`, apiKey: () => undefined })
  await auth.clients.refreshSecret('id')
  await auth.clients.refreshSecret('id')
  await auth.clients.refreshSecret('id', { accessToken: 'own', apiKey: async () => 'own-key' })
  expect(sent.map(({ headers }) => [headers.authorization, headers['api-key']])).toEqual([
    ['Bearer token-1', undefined],
    ['Bearer token-2', undefined],
    ['Bearer own', 'own-key'],
  ])
})

it('writes a base URL without slashes at its end', () => {
  expect(new EHealthAuth({ baseUrl: 'https://auth.example.com//' }).baseUrl).toBe('https://auth.example.com')
})

it('sends what it was called with, whatever the caller makes of it meanwhile', async () => {
  const bodies: string[] = []
  const baseUrl = await startStub(async (request, response) => {
    bodies.push(await text(request))
    response.end('{"meta":{},"data":{}}')
  })
  const role = { name: 'REGISTRAR', scope: 'person:read' }
  const call = new EHealthAuth({ baseUrl, accessToken: async () => 'token' }).roles.create(role)
  role.scope = 'person:write'
  await call
  expect(bodies).toEqual(['{"role":{"name":"REGISTRAR","scope":"person:read"}}'])
})

it.each(['accessToken', 'pageSize'])('refuses %s in the query, which is an option or misspelt', async (name) => {
  const { auth, sent } = await recorded({})
  // Programs without types confuse the query with the options.
  await expect(auth.users.list({ [name]: 'secret' } as object)).rejects.toThrow(new TypeError(`"${name}" must not be in the query; options come after it`))
  expect(sent).toEqual([])
})

it('keeps two clients of one process apart', async () => {
  const first = await recorded({ accessToken: 'first', customPsk: 'psk' })
  const second = await recorded({ accessToken: 'second' })
  await Promise.all([first.auth.users.logOut(), second.auth.users.logOut()])
  expect(first.sent[0]?.headers).toMatchObject({ authorization: 'Bearer first', 'x-custom-psk': 'psk' })
  expect(second.sent[0]?.headers.authorization).toBe('Bearer second')
  expect(second.sent[0]?.headers).not.toHaveProperty('x-custom-psk')
})

it.each(['/api', '/api/'])('keeps the path of the base URL (%s)', async (prefix) => {
  const { auth, sent } = await recorded({}, prefix)
  await auth.users.logOut()
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
  await auth.users.logOut()
  expect(seen).toEqual([undefined, 'https://auth.example.com/auth/logout'])
})
