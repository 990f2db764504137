import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations, type ContractOperation, type OperationId } from '../../../server/contract.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../../fixtures/demo.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { changeOutside } from '../../fixtures/open-outside.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'
import { requestOf } from '../statuses/contract-request.ts'
import { addOwnRows, callerValue, guardOf, ownId } from '../statuses/own-rows.ts'

const { user, portal, clinic, pharmacy, mis, administrator, administration } = demo
const server = await startServer({ fixtures: await demoFixtures(addOwnRows) })
afterAll(server.close)

const asAdministrator = { Authorization: `Bearer ${administrator.token}` }
const asOwner = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }

/** The events of the request that got the answer. */
const eventsOf = ({ headers }: Answer, on: TestServer = server) =>
  on.store.read.selectFrom('audit_events').where('request_id', '=', headers.get('x-request-id')).selectAll().orderBy('id').execute()

/** Routine, of which there are too many to tell; the example of `createToken` is a refresh. */
const untold: OperationId[] = ['createNonce', 'createToken']
const tells = ({ id, method }: ContractOperation) => method !== 'get' && !untold.includes(id)

const sendTo = (operation: ContractOperation) => {
  const { target, headers, body } = requestOf(operation)
  return call(server, target, { headers, body })
}

describe.each(contractOperations.filter(tells))('$id, once it is done,', (operation) => {
  const { id } = operation

  it('is told by one event: who did what to what, and that it succeeded', async () => {
    const answer = await sendTo(operation)
    expect(answer.status).toBeLessThan(300)
    const own = { user_id: ownId('users', id), client_id: ownId('clients', id) }
    const callers = { administrator: { user_id: administrator.id, client_id: administration.id }, none: { user_id: user.id, client_id: portal } }
    const scheme = guardOf(operation)?.scheme ?? 'none'
    const [event, ...others] = await eventsOf(answer)
    expect(others).toEqual([])
    expect(event).toEqual({
      id: expect.any(String),
      inserted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      act: id,
      outcome: 'success',
      error_type: null,
      ...(scheme === 'administrator' || scheme === 'none' ? callers[scheme] : own),
      mis_client_id: null,
      object: expect.stringMatching(/^\/admin(\/[a-z_]+\/[\da-f-]{36})+$/),
      address: '127.0.0.1',
      request_id: answer.body?.meta.request_id ?? answer.headers.get('x-request-id'),
    })
    const found = await call(server, `GET ${event!.object}`, { headers: asAdministrator })
    // A role may be taken from a user by its own id alone.
    expect(found.status).toBe(/^delete(?!Roles|Tokens|ApprovalsOf)/.test(id) || id === 'deleteAdministeredConnection' ? 404 : 200)
  })
})

it.each(contractOperations.filter((operation) => !tells(operation)))('$id is told by none', async (operation) => {
  const answer = await sendTo(operation)
  expect(answer.status).toBeLessThan(300)
  expect(await eventsOf(answer)).toEqual([])
})

describe('an event tells', () => {
  it('of a code that is exchanged, whose it is, and the token that came of it', async () => {
    const answer = await call(server, 'POST /oauth/tokens', { body: codeGrant(await approve(server)) })
    expect(await eventsOf(answer)).toMatchObject([
      { act: 'createToken', outcome: 'success', user_id: user.id, client_id: clinic.id, mis_client_id: null, object: `/admin/tokens/${answer.body.data.id}` },
    ])
  })

  it('through which MIS a code is exchanged', async () => {
    const app = { client_id: pharmacy.id, redirect_uri: pharmacy.redirectUri, scope: 'client:read' }
    const headers = { Authorization: `Bearer ${await logIn(server)}` }
    const { body } = await call(server, 'POST /oauth/apps/authorize', { body: { app }, headers })
    const { id: client_id, secret: client_secret, redirectUri: redirect_uri } = pharmacy
    const token = { grant_type: 'authorization_code', client_id, client_secret, redirect_uri, code: body.data.value }
    const answer = await call(server, 'POST /oauth/tokens', { body: { token } })
    expect(await eventsOf(answer)).toMatchObject([{ act: 'createToken', outcome: 'success', client_id, mis_client_id: mis.id }])
  })

  it('through which MIS a legal entity calls', async () => {
    const answer = await call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: asOwner })
    expect(await eventsOf(answer)).toMatchObject([
      { act: 'refreshClientSecret', user_id: user.id, client_id: pharmacy.id, mis_client_id: mis.id, object: `/admin/clients/${pharmacy.id}` },
    ])
  })

  it('of everybody whose tokens are deleted together, one by one', async () => {
    const ids = [randomUUID(), randomUUID()]
    const answer = await call(server, `DELETE /admin/tokens?user_ids=${ids.join()}`, { headers: asAdministrator })
    expect((await eventsOf(answer)).map(({ object }) => object).toSorted()).toEqual(ids.map((id) => `/admin/users/${id}`).toSorted())
  })

  it('whose a role was that was taken by its own id', async () => {
    const given = await call(server, `POST /admin/users/${user.id}/roles`, { headers: asAdministrator, body: { user_role: { role_id: ownId('roles', 'listRoles'), client_id: clinic.id } } })
    const { id } = given.body.data
    const answer = await call(server, `DELETE /admin/users/roles/${id}`, { headers: asAdministrator })
    expect(await eventsOf(answer)).toMatchObject([{ object: `/admin/users/${user.id}/roles/${id}` }])
  })

  it('of a request that was sent again with its idempotency key, once', async () => {
    const headers = { ...asAdministrator, 'X-Idempotency-Key': randomUUID() }
    const send = () => call(server, 'POST /admin/roles', { headers, body: { role: { name: 'told once', scope: 'a:read' } } })
    const [first, second] = [await send(), await send()]
    expect(second.body.data).toEqual(first.body.data)
    expect([await eventsOf(first), await eventsOf(second)].map(({ length }) => length)).toEqual([1, 0])
  })
})

describe('a refusal is told', () => {
  const wrong = { grant_type: 'password', email: user.email, password: 'wrong', client_id: portal, scope: 'app:authorize' }
  const nobody = { user_id: null, client_id: null, mis_client_id: null, object: null }
  const owner = { user_id: user.id, client_id: pharmacy.id, mis_client_id: mis.id }

  it.each([
    ['a password that is wrong', 'POST /auth/login', { body: { token: wrong } }, { ...nobody, act: 'logInUser', error_type: 'access_denied', user_id: user.id, client_id: portal }],
    ['an address that nobody has', 'POST /auth/login', { body: { token: { ...wrong, email: 'nobody@example.com' } } }, { ...nobody, act: 'logInUser', error_type: 'access_denied', client_id: portal }],
    [
      'a scope that the user may not have, whose password was right',
      'POST /auth/login',
      { body: { token: { ...wrong, password: user.password, scope: 'app:authorize secret:refresh' } } },
      { ...nobody, act: 'logInUser', error_type: 'request_malformed', user_id: user.id, client_id: portal },
    ],
    [
      'a secret that is wrong, with the client that it is said to be of',
      'POST /oauth/tokens',
      { body: { token: { ...refreshGrant.token, client_secret: 'wrong' } } },
      { ...nobody, act: 'createToken', error_type: 'invalid_client', object: `/admin/clients/${clinic.id}` },
    ],
    [
      'a stolen refresh token, with the client that presents it and the token',
      'POST /oauth/tokens',
      { body: { token: { ...refreshGrant.token, refresh_token: pharmacy.refreshToken } } },
      { act: 'createToken', error_type: 'invalid_grant', user_id: null, client_id: clinic.id, object: expect.stringMatching(/^\/admin\/tokens\/[\da-f-]{36}$/) },
    ],
    [
      'a client that is not the caller’s own',
      `PATCH /admin/clients/${clinic.id}/refresh_secret`,
      { headers: asOwner },
      { ...owner, act: 'refreshClientSecret', error_type: 'forbidden', object: `/admin/clients/${clinic.id}` },
    ],
    [
      'a client that is named in capital letters, which the event is without',
      `PATCH /admin/clients/${clinic.id.toUpperCase()}/refresh_secret`,
      { headers: asOwner },
      { ...owner, act: 'refreshClientSecret', error_type: 'forbidden', object: `/admin/clients/${clinic.id}` },
    ],
    ['a client that is not the caller’s own, when it is only read', `GET /api/clients/${clinic.id}`, { headers: asOwner }, { ...owner, act: 'getClientProfile', error_type: 'forbidden', object: `/admin/clients/${clinic.id}` }],
    ['a scope that the caller does not have', `DELETE /admin/users/${user.id}`, { headers: asOwner }, { ...owner, act: 'deleteUser', error_type: 'forbidden', object: `/admin/users/${user.id}` }],
    [
      'the value of a token, which is not',
      `GET /admin/tokens/${clinic.refreshToken}/verify`,
      { headers: { Authorization: `Bearer ${callerValue('getUser')}` } },
      { act: 'verifyToken', error_type: 'forbidden', user_id: administrator.id, object: null },
    ],
    [
      'the value of a token, also when it looks like an id',
      `GET /admin/tokens/${randomUUID()}/verify`,
      { headers: { Authorization: `Bearer ${callerValue('getUser')}` } },
      { act: 'verifyToken', error_type: 'forbidden', user_id: administrator.id, object: null },
    ],
  ])('of %s', async (_name, target, options, expected) => {
    const answer = await call(server, target, options)
    expect(await eventsOf(answer)).toMatchObject([{ ...expected, outcome: 'refused', address: '127.0.0.1' }])
  })

  it.each([
    ['an access token that is not good', 'GET /admin/users', { headers: { Authorization: 'Bearer wrong' } }, 401],
    ['fields that are wrong', 'POST /oauth/tokens', { body: { token: { grant_type: 'refresh_token' } } }, 422],
    ['a grant type that is none', 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, grant_type: 'guessed' } } }, 401],
    ['a nonce for nobody', 'POST /oauth/nonce', { body: {} }, 422],
    ['what is not there', `DELETE /admin/users/${randomUUID()}`, { headers: asAdministrator }, 404],
    ['a path that is not there', 'GET /nowhere', {}, 404],
  ])('but not of %s', async (_name, target, options, status) => {
    const answer = await call(server, target, options)
    expect(answer.status).toBe(status)
    expect(await eventsOf(answer)).toEqual([])
  })

  it('but not of a grant that has expired', async () => {
    await using own = await startServer()
    own.advance(40 * 365 * 86_400)
    const answer = await call(own, 'POST /oauth/tokens', { body: refreshGrant })
    expect(answer.body.error.type).toBe('token_expired')
    expect(await eventsOf(answer, own)).toEqual([])
  })
})

describe('without the place for events', () => {
  it('nothing is done, and whoever is refused still is', async () => {
    await using own = await startServer()
    await changeOutside(own, 'alter table audit_events rename to gone;')
    const rotation = await call(own, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: asOwner })
    expect(rotation.status).toBe(500)
    const grant = { ...refreshGrant.token, client_id: pharmacy.id, client_secret: pharmacy.secret, refresh_token: pharmacy.refreshToken }
    expect((await call(own, 'POST /oauth/tokens', { body: { token: grant } })).status).toBe(201)
    expect((await call(own, `PATCH /admin/clients/${clinic.id}/refresh_secret`, { headers: asOwner })).status).toBe(403)
    expect(own.logs.filter((line) => line.includes('audit_events'))).toHaveLength(2)
  })

  it('nothing is done by an act that fails, and no event tells of it', async () => {
    await using own = await startServer()
    await logIn(own)
    const count = () => own.store.read.selectFrom('audit_events').select('id').execute()
    const before = (await count()).length
    await changeOutside(own, 'alter table sign_in_attempts rename to gone;')
    expect((await call(own, `DELETE /admin/users/${user.id}`, { headers: asAdministrator })).status).toBe(500)
    expect(await count()).toHaveLength(before)
  })
})

it('events stay when what they tell of is deleted', async () => {
  await using own = await startServer()
  const rotation = await call(own, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: asOwner })
  expect((await call(own, `DELETE /admin/users/${user.id}`, { headers: asAdministrator })).status).toBe(204)
  expect(await eventsOf(rotation, own)).toHaveLength(1)
})
