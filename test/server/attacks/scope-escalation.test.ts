import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../../server/contract.ts'
import { administration as administrators, bearer, made, roles } from '../../fixtures/administration.ts'
import type { Answer } from '../../fixtures/call.ts'
import { codeGrant, demo, refreshGrant } from '../../fixtures/demo.ts'
import { brokenFields, refusal } from '../../fixtures/refusal.ts'
import { request, sendRaw } from '../../fixtures/send-raw.ts'
import { requestOf } from '../statuses/contract-request.ts'
import { guardOf, ownId } from '../statuses/own-rows.ts'
import { changingNothing, leavesAllRows } from './rows.ts'
import { startWithOwnRows } from './start-with-own-rows.ts'

const { user, portal, clinic, pharmacy, mis, administrator, administration } = demo
const session = 'session-of-the-owner'
const ownerOfClinic = 'token-of-the-owner-of-the-clinic'

/** The operations that need a scope, each with it. */
const scoped = contractOperations.flatMap((operation) => {
  const { scope = [] } = guardOf(operation) ?? {}
  return scope.length === 0 ? [] : [{ operation, scope: scope.join(' ') }]
})

/** Names that look like one that is needed. */
function lookalikes(scope: string): string {
  const longer = [`${scope}2`, `x${scope}`, `${scope}:all`, `${scope},x`, `"${scope}"`]
  const changed = [scope.toUpperCase(), scope.slice(0, -1), scope.replace(':', '.'), scope.replace(/:.*/, ':*'), scope.replace(/[aeo]/, 'а')]
  return [...longer, ...changed, '*'].join(' ')
}

const server = await startWithOwnRows(({ tokens }) => {
  const add = (value: string, user_id: string, client_id: string, scope: string) =>
    tokens.push({ name: 'access_token', value, user_id, expires_in: 3600, details: { client_id, grant_type: 'password', scope } })
  add(session, user.id, portal, 'app:authorize')
  add(ownerOfClinic, user.id, clinic.id, 'client:read connection:read connection:write secret:refresh')
  for (const { operation, scope } of scoped) add(`looks-like-${operation.id}`, administrator.id, administration.id, lookalikes(scope))
})
afterAll(server.close)
const admin = (target: string, body?: unknown) => server.ask(target, { headers: administrators.headers, body })
const asOwner = { Authorization: `Bearer ${ownerOfClinic}` }

const approve = (scope: string, client_id = clinic.id) =>
  server.ask('POST /oauth/apps/authorize', {
    body: { app: { client_id, redirect_uri: clinic.redirectUri, scope } },
    headers: { Authorization: `Bearer ${session}` },
  })
const beginSession = (scope: string) => admin(`POST /admin/users/${user.id}/tokens/access`, { token: { client_id: portal, scope } })

const beyondType = [422, 'request_malformed', 'Scope is not allowed by client type.']
const beyondRoles = [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']

describe('a scope that looks like more, or like another one,', () => {
  leavesAllRows(server)

  it.each([
    'client:read user:write', 'user:write', 'client:write', '*', 'client:*', ':', 'client', 'Client:Read', 'CLIENT:READ', 'client:read2',
    'client:rea', 'xclient:read', 'client:read,user:write', 'client:read,client:read', 'client:read;user:write', 'client:read+user:write',
    'client:read|user:write', 'client:read%20user:write', 'client:read\tuser:write', 'client:read\nuser:write', 'client:read\u00a0user:write',
    'client:read\u2003user:write', 'client:read\ufeffuser:write', 'client:read\u200buser:write', 'client:read\u0085user:write', 'cliеnt:read',
    'ｃlient:read', 'client：read', 'client:read\u0301', 'client:\u0001read', '"client:read"', "client:read' or '1'='1", '__proto__', 'constructor',
    'undefined', 'null',
  ])('is approved for no client that may have less: %j', async (scope) => {
    expect(refusal(await approve(scope))).toEqual(beyondType)
  })

  it.each(['app:authorize user:write', 'app:authorize\u00a0user:write', 'App:Authorize', 'app:authorize2', 'app:*', '*', '__proto__'])(
    'is in no session: %j',
    async (scope) => {
      expect(refusal(await beginSession(scope))).toEqual(beyondType)
    },
  )

  it.each(['app:authorize,user:write', 'app:authorize\u200buser:write', 'аpp:authorize', '"app:authorize"', 'app:authorize\0'])(
    'is no scope of a session: %j',
    async (scope) => {
      expect(brokenFields(await beginSession(scope))).toEqual(['$.scope format'])
    },
  )
})

describe('a scope', () => {
  it.each(['client:read', '  client:read  ', 'client:read client:read', '\tclient:read\n', '\u00a0client:read\u2003client:read'])(
    '%j is client:read, and no more',
    async (scope) => {
      const { details, value } = made(await approve(scope))
      expect(details.scope_request).toBe('client:read')
      const { body } = await server.ask('POST /oauth/tokens', { body: codeGrant(value) })
      expect(body.data.details.scope).toBe('client:read')
    },
  )

  it('that the client may have is not approved by a user who has no role for it there', async () => {
    const app = { client_id: pharmacy.id, redirect_uri: pharmacy.redirectUri }
    const headers = await bearer(server, { user_id: administrator.id, client_id: portal, scope: 'app:authorize' })
    for (const scope of ['secret:refresh', 'client:read secret:refresh']) {
      const answer = await changingNothing(server, () => server.ask('POST /oauth/apps/authorize', { body: { app: { ...app, scope } }, headers }))
      expect(refusal(answer)).toEqual(beyondRoles)
    }
  })

  it('beyond the roles is got by no sign-in', async () => {
    const { email, password } = user
    const logIn = (scope: string) =>
      server.ask('POST /auth/login', { body: { token: { grant_type: 'password', email, password, client_id: portal, scope } } })
    const answers = await changingNothing(server, () => Promise.all(['app:authorize cabinet:read', 'app:authorize user:write'].map(logIn)))
    expect(answers.map(refusal)).toEqual([beyondRoles, beyondType])
  })
})

describe('what stands beside the fields of a request', () => {
  const scopes = { scope: 'user:write', scope_request: 'user:write' }
  const wishes = { ...scopes, user_id: administrator.id, name: 'refresh_token', value: 'chosen', expires_at: 9_999_999_999, details: scopes }

  it('gives a refreshed token nothing', async () => {
    const { body } = await server.ask('POST /oauth/tokens', { body: { ...wishes, token: { ...wishes, ...refreshGrant.token } } })
    const { name, user_id, value, expires_at, details } = body.data
    expect([name, user_id, details.client_id]).toEqual(['access_token', user.id, clinic.id])
    for (const wish of [wishes.value, wishes.expires_at, wishes.scope]) expect([value, expires_at, ...details.scope.split(' ')]).not.toContain(wish)
  })

  it('gives an approval to nobody else', async () => {
    const app = { ...wishes, client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'client:read' }
    const headers = { Authorization: `Bearer ${session}` }
    const data = made(await server.ask('POST /oauth/apps/authorize', { body: { app, user_id: administrator.id }, headers }))
    expect(data).toMatchObject({ name: 'authorization_code', user_id: user.id, details: { scope_request: 'client:read' } })
  })

  it('changes nothing of a connection but its redirect URI', async () => {
    const list = `GET /api/clients/${clinic.id}/connections`
    const before = (await server.ask(list, { headers: asOwner })).body.data
    const target = `/api/clients/${clinic.id}/connections/${before[0].id}`
    const beside = { secret: 'chosen', secret_hash: 'chosen', client_id: pharmacy.id, consumer_id: mis.id, id: randomUUID() }
    const body = { redirect_uri: before[0].redirect_uri, ...beside }
    for (const method of ['PUT', 'PATCH']) expect([200, 422]).toContain((await server.ask(`${method} ${target}`, { headers: asOwner, body })).status)
    const after = (await server.ask(list, { headers: asOwner })).body.data
    expect(after).toEqual([{ ...before[0], updated_at: after[0].updated_at }, ...before.slice(1)])
    expect((await server.ask('POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  })
})

it('an approval keeps what it has when the role is taken, and gives no more than that', async () => {
  const { id } = made(await admin('POST /admin/users', { user: { email: 'former@example.com', password: 'Some-Password-1' } }))
  const role = made(await admin(`POST /admin/users/${id}/roles`, { user_role: { role_id: roles.owner, client_id: clinic.id } }))
  const headers = await bearer(server, { user_id: id, client_id: portal, scope: 'app:authorize' })
  const ask = (scope: string) =>
    server.ask('POST /oauth/apps/authorize', { headers, body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope } } })
  const { value } = made(await ask('client:read'))
  const { refresh_token } = (await server.ask('POST /oauth/tokens', { body: codeGrant(value) })).body.data.details
  expect((await admin(`DELETE /admin/users/${id}/roles/${role.id}`)).status).toBe(204)
  const refreshed = await server.ask('POST /oauth/tokens', { body: { token: { ...refreshGrant.token, refresh_token, scope: 'connection:read' } } })
  expect(refreshed.body.data.details.scope).toBe('client:read')
  for (const scope of ['client:read', 'connection:read']) expect(refusal(await ask(scope))).toEqual(beyondRoles)
})

it('no operation takes names that look like its scope, and nothing is done', async ({ annotate }) => {
  const answers = await changingNothing(server, () =>
    Promise.all(
      scoped.map(({ operation }) => server.send({ ...requestOf(operation), headers: { Authorization: `Bearer looks-like-${operation.id}` } })),
    ),
  )
  for (const [index, { operation, scope }] of scoped.entries()) {
    const message = `Your scope does not allow to access this resource. Missing allowances: ${scope.replaceAll(' ', ', ')}`
    expect([operation.id, ...refusal(answers[index]!)]).toEqual([operation.id, 403, 'forbidden', message])
  }
  await annotate(`${scoped.length} operations, ${lookalikes('a:b').split(' ').length} names that look alike for each`, 'figure')
})

describe("the token of one client's owner", () => {
  leavesAllRows(server)

  const [own, other] = [clinic.id, pharmacy.id]
  const connectionOf = async (id: string) => (await admin(`GET /admin/clients/${id}/connections`)).body.data[0].id as string
  const get = (path: string) => sendRaw(server, request([`GET ${path} HTTP/1.1`, `Authorization: Bearer ${ownerOfClinic}`]))

  it.each([
    other, other.toUpperCase(), `${other}%00`, `%20${other}`, `${other}.`, `${other};`, `${own};${other}`, `${own},${other}`,
    `${own}%2f..%2f${other}`, `..%2f${other}`, `${own}%2f${other}`, `${own}%5c..%5c${other}`, `%64${other.slice(1)}`, `{${other}}`,
    `urn:uuid:${other}`, other.replaceAll('-', ''), '%2e%2e', `${own}%00${other}`, `${own}%0d%0a${other}`, '%2a', '__proto__',
  ])('sees nothing at the id %s', async (id) => {
    for (const rest of ['', '/connections']) expect(refusal(await get(`/api/clients/${id}${rest}`))).toEqual([403, 'forbidden'])
  })

  it.each([
    `/api/clients/${own}/../${other}`, `/api/clients/./${other}`, `/api/clients//${other}`, `//api/clients/${other}`,
    `/api/clients/${own}/../../../admin/clients`, `/api/clients/${own}/..;/${other}`, `/admin/../admin/clients`, `/api\\clients\\${other}`,
    `/api/clients/${own}/connections/../../${other}/connections`,
  ])('finds nothing at the path %s', async (path) => {
    const [status] = refusal(await get(path))
    expect([403, 404]).toContain(status)
  })

  it('finds no connection of another client under its own id', async () => {
    const connection = await connectionOf(other)
    const target = `/api/clients/${own}/connections/${connection}`
    const body = { redirect_uri: 'https://evil.example' }
    for (const method of ['GET', 'PUT', 'PATCH']) {
      const answer = await server.ask(`${method} ${target}`, { headers: asOwner, ...(method === 'GET' ? {} : { body }) })
      expect(refusal(answer)).toEqual([404, 'not_found'])
    }
    for (const id of [connection.toUpperCase(), `${connection}%2f`, '..', '%2e%2e']) {
      expect((await get(`/api/clients/${own}/connections/${id}`)).status).toBeGreaterThanOrEqual(400)
    }
  })
})

describe('a path in another spelling', () => {
  const spellings: Record<string, (path: string) => string> = {
    'in capitals': (path) => path.replaceAll(/^\/\w+(\/[a-z_]+)?/g, (start) => start.toUpperCase()),
    'with a slash behind': (path) => path.replace(/\?|$/, (end) => `/${end}`),
  }

  it.each(Object.entries(spellings))('is no way around the token: %s', async (_name, spell) => {
    const guarded = contractOperations.filter((operation) => guardOf(operation) !== undefined)
    const answers = await changingNothing(server, () =>
      Promise.all(
        guarded.map((operation) => {
          const { target, body } = requestOf(operation)
          const [method, path = ''] = target.split(' ')
          return server.ask(`${method} ${spell(path)}`, { body })
        }),
      ),
    )
    for (const [index, { id }] of guarded.entries()) expect([id, answers[index]!.status]).toEqual([id, expect.toBeOneOf([401, 404])])
  })
})

describe('headers that only a gateway or another program would know', () => {
  leavesAllRows(server)

  const forged = {
    'X-Consumer-ID': administrator.id,
    'X-Consumer-Metadata': JSON.stringify({ client_id: pharmacy.id, client_type: 'MITHRIL ADMIN', scope: 'user:write' }),
    'X-Consumer-Scope': 'app:read app:write client:read client:write user:read user:write secret:refresh',
    'X-Consumer-Client-Id': pharmacy.id,
    'X-Client-Id': pharmacy.id,
    'X-User-Id': administrator.id,
    'X-HTTP-Method-Override': 'DELETE',
    'X-HTTP-Method': 'DELETE',
    'X-Method-Override': 'DELETE',
    'X-Original-URL': `/admin/clients`,
    'X-Rewrite-URL': `/admin/clients`,
    'X-Original-Method': 'DELETE',
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Prefix': '/admin',
    'X-Forwarded-Uri': '/admin/clients',
    'X-Real-IP': '127.0.0.1',
    'Proxy-Authorization': `Bearer ${administrator.token}`,
    Forwarded: 'for=127.0.0.1;host=evil.example;proto=https',
    Cookie: `access_token=${administrator.token}; authorization=Bearer ${administrator.token}`,
    drfo: '2222222225',
    'X-Custom-PSK': 'any',
  }
  /** What an answer says, but for what names the request. */
  const content = ({ status, body }: Answer) => ({ status, body: { ...body, meta: { ...body.meta, request_id: '' } } })

  it.each([
    ['no token', {}],
    ['the token of an owner', asOwner],
  ])('make no difference beside %s', async (_name, headers) => {
    const ofAdministrators = ['GET /admin/clients', 'GET /admin/apps', `DELETE /admin/clients/${ownId('clients', 'getClient')}`]
    const ofOwners = [`GET /api/clients/${pharmacy.id}`, `GET /api/clients/${clinic.id}`, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`]
    for (const target of [...ofAdministrators, ...ofOwners]) {
      const [plain, dressed] = [await server.ask(target, { headers }), await server.ask(target, { headers: { ...headers, ...forged } })]
      expect(content(dressed)).toEqual(content(plain))
    }
  })

  it.each([
    '_method=DELETE', 'method=DELETE', `access_token=${administrator.token}`, `bearer=${administrator.token}`,
    `authorization=Bearer%20${administrator.token}`,
  ])('and the query %s gives nothing either', async (query) => {
    const message = "Authorization header is not set or doesn't contain Bearer token"
    expect(refusal(await server.ask(`GET /admin/clients?${query}`))).toEqual([401, 'access_denied', message])
    expect((await server.ask(`GET /api/clients/${clinic.id}?${query}`, { headers: asOwner })).status).toBe(200)
  })
})
