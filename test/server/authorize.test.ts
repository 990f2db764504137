import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo, logIn } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, mis, user, portal } = demo
const blocked = '11111111-1111-4111-8111-111111111111'
const unconnected = '11111111-1111-4111-8111-222222222222'
const local = { id: '11111111-1111-4111-8111-333333333333', redirectUri: 'http://localhost:3000/callback' }
const globalRole = { id: '55555555-5555-4555-8555-555555555555', name: 'GLOBAL', scope: 'patients:view legal_entity:read' }

const fixtures = await demoFixtures(({ clients, connections, roles, global_user_roles, tokens, users }) => {
  const model = itemOf(clients, clinic.id)
  clients.push(
    { ...model, id: blocked, is_blocked: true },
    { ...model, id: unconnected },
    { ...model, id: local.id },
    { ...itemOf(clients, portal), id: '66666666-6666-4666-8666-666666666666', is_blocked: true },
  )
  connections.push(
    { client_id: blocked, consumer_id: blocked, redirect_uri: 'https://blocked.example', secret: 'blocked-secret' },
    { client_id: local.id, consumer_id: local.id, redirect_uri: local.redirectUri, secret: 'local-secret' },
    { client_id: clinic.id, consumer_id: mis.id, redirect_uri: 'https://second.example', secret: 'second-secret' },
  )
  roles.push(globalRole)
  global_user_roles.push({ user_id: user.id, role_id: globalRole.id })
  users.push({ id: '33333333-3333-4333-8333-333333333333', email: 'blocked@example.com', password: 'Some-Password-1', is_blocked: true })
  const ended = { name: 'access_token', user_id: user.id, details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' }, expires_at: 1_498_749_591 }
  const token = { ...ended, expires_at: 4_102_444_800 }
  tokens.push(
    { ...token, value: 'session' },
    { ...token, value: 'narrow', details: { ...token.details, scope: 'cabinet:read' } },
    { ...token, value: 'a-refresh-token', name: 'refresh_token' },
    { ...ended, value: 'ended' },
    { ...token, value: 'of-blocked-user', user_id: '33333333-3333-4333-8333-333333333333' },
    { ...token, value: 'of-blocked-client', details: { ...token.details, client_id: '66666666-6666-4666-8666-666666666666' } },
  )
})

const start = (settings = {}) => startServer({ fixtures, settings })
const server = await start()
afterAll(server.close)

interface Changes {
  on?: TestServer
  headers?: Record<string, string>
}

const authorize = (app: object = {}, { on = server, headers = { Authorization: 'Bearer session' } }: Changes = {}) =>
  call(on, 'POST /oauth/apps/authorize', { headers, body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view', ...app } } })

const mismatch = [401, 'access_denied', 'The redirection URI provided does not match a pre-registered value.']
const validation = [422, 'validation_failed', expect.stringMatching(/^Validation failed/)]
const empty = [422, 'request_malformed', 'Requested scope is empty. Scope not passed or user has no roles or global roles.']
const beyondType = [422, 'request_malformed', 'Scope is not allowed by client type.']
const beyondRoles = [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']

describe('an approval', () => {
  it('gives a code and sends the browser back with it', async () => {
    const answer = await authorize()
    expect(answer.status).toBe(201)
    expect(answerBreaches('authorizeApp', answer)).toEqual([])
    const { data, urgent } = answer.body
    expect(data).toMatchObject({
      name: 'authorization_code',
      user_id: user.id,
      details: { client_id: clinic.id, grant_type: 'password', redirect_uri: clinic.redirectUri, scope_request: 'patients:view' },
    })
    expect(urgent).toEqual({ redirect_uri: `${clinic.redirectUri}?code=${data.value}` })
    expect(answer.headers.get('location')).toBe(urgent.redirect_uri)
  })

  it('says in the details which approval it is', async () => {
    const { details } = (await authorize()).body.data
    const approval = await server.store.read.selectFrom('approvals').where('client_id', '=', clinic.id).selectAll().executeTakeFirstOrThrow()
    expect(details.app_id).toBe(approval.id)
    expect((await authorize()).body.data.details.app_id).toBe(approval.id)
  })

  it.each([
    ['http://localhost:3000/callback?param=1', 'param=1'],
    ['http://localhost:3000/callback?b=2&a=1', 'a=1&b=2'],
    ['http://localhost:3000/callback?state=x%20y&q=a%26b', 'q=a%26b&state=x+y'],
    ['http://localhost:3000/callback?code=forged', ''],
  ])('puts the code first into the query of %s, and sorts the rest', async (redirect_uri, rest) => {
    const { body } = await authorize({ client_id: local.id, redirect_uri, scope: 'patients:view' })
    const query = [`code=${body.data.value}`, ...(rest === '' ? [] : [rest])].join('&')
    expect(body.urgent.redirect_uri).toBe(`http://localhost:3000/callback?${query}`)
  })

  it('may return to a URI that gets longer when its query is encoded', async () => {
    await using own = await start()
    const redirect_uri = `${clinic.redirectUri}?x=${'~'.repeat(2_000)}`
    expect((await authorize({ redirect_uri }, { on: own })).status).toBe(201)
  })

  it('may return to any connection of the client', async () => {
    expect((await authorize({ redirect_uri: 'https://second.example/back' })).status).toBe(201)
  })

  it('leaves the session valid', async () => {
    await authorize()
    expect((await authorize()).status).toBe(201)
  })

  it('is merged into the earlier one: new names first, none twice', async () => {
    await using own = await start()
    const scopeNow = async () => (await own.store.read.selectFrom('approvals').where('client_id', '=', clinic.id).select('scope').executeTakeFirstOrThrow()).scope
    await own.store.write(async (db) => {
      await db.updateTable('approvals').set({ scope: 'legal_entity:read' }).where('client_id', '=', clinic.id).execute()
      for (const table of ['client_types', 'roles'] as const) await db.updateTable(table).set({ scope: 'legal_entity:read legal_entity:write' }).execute()
    })
    await authorize({ scope: 'legal_entity:write' }, { on: own })
    expect(await scopeNow()).toBe('legal_entity:write legal_entity:read')
    await authorize({ scope: 'legal_entity:read' }, { on: own })
    expect(await scopeNow()).toBe('legal_entity:read legal_entity:write')
  })
})

describe('the scope', () => {
  it.each([
    ['of a role for this client', { scope: 'capitation_contracts:view' }],
    ['of a global role', { client_id: local.id, redirect_uri: local.redirectUri, scope: 'legal_entity:read' }],
    ['of both together', { scope: 'capitation_contracts:view legal_entity:read' }],
  ])('may be %s', async (_name, app) => {
    expect((await authorize(app)).status).toBe(201)
  })

  it.each([
    ['absent', { scope: undefined }, empty],
    ['empty', { scope: '' }, empty],
    ['blank', { scope: '  ' }, empty],
    ['beyond the type of the client', { scope: 'patients:view role:read' }, beyondType],
    ['beyond the roles', { client_id: local.id, redirect_uri: local.redirectUri, scope: 'patients:create' }, beyondRoles],
    ['beyond both', { client_id: local.id, redirect_uri: local.redirectUri, scope: 'role:read' }, beyondType],
  ])('is refused when it is %s', async (_name, app, expected) => {
    expect(refusal(await authorize(app))).toEqual(expected)
  })

  it('is not judged by the role that the user has for another client', async () => {
    const app = { client_id: pharmacy.id, redirect_uri: pharmacy.redirectUri, scope: 'medication_dispense:process' }
    expect((await authorize(app)).status).toBe(201)
    await using own = await start()
    await own.store.write((db) => db.updateTable('user_roles').set({ client_id: unconnected }).where('client_id', '=', pharmacy.id).execute())
    expect(refusal(await authorize(app, { on: own }))).toEqual(beyondRoles)
  })

  describe('of a trusted client', () => {
    it('is what the roles allow when it is left out', async () => {
      await using own = await start({ trustedClientIds: [clinic.id] })
      const { body } = await authorize({ scope: undefined }, { on: own })
      expect(body.data.details.scope_request.split(' ').toSorted()).toEqual([
        'capitation_contracts:create', 'capitation_contracts:view', 'client:read',
        'connection:delete', 'connection:read', 'connection:refresh_secret', 'connection:write',
        'legal_entity:read', 'patients:create', 'patients:view', 'secret:refresh',
      ])
    })

    it('stays empty when it is said to be empty', async () => {
      await using own = await start({ trustedClientIds: [clinic.id] })
      expect(refusal(await authorize({ scope: '' }, { on: own }))).toEqual(empty)
    })

    it('is refused, not trimmed, when the roles are wider than the type', async () => {
      await using own = await start({ trustedClientIds: [clinic.id] })
      await own.store.write((db) => db.updateTable('roles').set({ scope: 'patients:view role:read' }).where('id', '=', globalRole.id).execute())
      expect(refusal(await authorize({ scope: undefined }, { on: own }))).toEqual(beyondType)
    })
  })
})

describe('the gate', () => {
  const noBearer = [401, 'access_denied', "Authorization header is not set or doesn't contain Bearer token"]
  const invalid = [401, 'access_denied', 'Invalid access token']

  it.each([
    ['no header', {}, noBearer],
    ['another scheme', { Authorization: 'Basic c2Vzc2lvbg==' }, noBearer],
    ['a scheme that only contains the word', { Authorization: 'xBearer session' }, noBearer],
    ['no token after the scheme', { Authorization: 'Bearer ' }, noBearer],
    ['an unknown token', { Authorization: 'Bearer unknown' }, invalid],
    ['the token of a front end that has none', { Authorization: 'Bearer undefined' }, invalid],
    ['an expired token', { Authorization: 'Bearer ended' }, invalid],
    ['a refresh token', { Authorization: 'Bearer a-refresh-token' }, invalid],
    ['the token of a blocked user', { Authorization: 'Bearer of-blocked-user' }, invalid],
    ['the token of a blocked client', { Authorization: 'Bearer of-blocked-client' }, invalid],
    ['a token without the scope', { Authorization: 'Bearer narrow' }, [403, 'forbidden', 'Your scope does not allow to access this resource. Missing allowances: app:authorize']],
  ])('refuses %s', async (_name, headers, expected) => {
    expect(refusal(await authorize({}, { headers }))).toEqual(expected)
  })

  it.each(['bearer session', 'BEARER session', 'Bearer   session'])('accepts the header %j', async (Authorization) => {
    expect((await authorize({}, { headers: { Authorization } })).status).toBe(201)
  })

  it('refuses a code as token', async () => {
    const { value } = (await authorize()).body.data
    expect(refusal(await authorize({}, { headers: { Authorization: `Bearer ${value}` } }))).toEqual(invalid)
  })

  it('refuses a session after its user was blocked', async () => {
    await using own = await start()
    const Authorization = `Bearer ${await logIn(own)}`
    await own.store.write((db) => db.updateTable('users').set({ is_blocked: 1 }).execute())
    expect(refusal(await authorize({}, { on: own, headers: { Authorization } }))).toEqual(invalid)
  })
})

describe('a refusal', () => {
  it('of a body without app names it', async () => {
    const answer = await call(server, 'POST /oauth/apps/authorize', { body: { scope: 'x' }, headers: { Authorization: 'Bearer session' } })
    expect(refusal(answer)).toEqual([400, 'request_malformed', 'Malformed request. Probably, you have sent corrupted JSON.'])
    expect(brokenFields(answer)).toEqual(['$.app required'])
  })

  it('names every field that is missing or ill-typed', async () => {
    const answer = await authorize({ client_id: 'clinic', redirect_uri: undefined, scope: 5 })
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual(['$.client_id cast', '$.redirect_uri required', '$.scope cast'])
  })

  it.each([
    ['an unknown client', { client_id: '22222222-2222-4222-8222-222222222222' }, [401, 'access_denied', 'Invalid client id.']],
    ['a blocked client', { client_id: blocked, redirect_uri: 'https://blocked.example' }, [401, 'access_denied', 'Client is blocked.']],
    ['a client without connections', { client_id: unconnected }, mismatch],
    ["another client's URI", { redirect_uri: pharmacy.redirectUri }, mismatch],
    ['a URI that is none', { redirect_uri: 'callback' }, mismatch],
  ])('of %s', async (_name, app, expected) => {
    expect(refusal(await authorize(app))).toEqual(expected)
  })

  it('leaves no approval behind', async () => {
    await authorize({ client_id: local.id, redirect_uri: 'https://evil.example' })
    await authorize({ client_id: local.id, redirect_uri: local.redirectUri, scope: 'patients:create' })
    const approvals = await server.store.read.selectFrom('approvals').where('client_id', '=', local.id).select('scope').execute()
    expect(approvals.map(({ scope }) => scope).join(' ')).not.toContain('patients:create')
  })
})

describe('of two broken rules the earlier one answers', () => {
  const evil = { redirect_uri: 'https://evil.example' }

  it.each([
    ['the token before its scope', {}, { Authorization: 'Bearer unknown' }, [401, 'access_denied', 'Invalid access token']],
    ['the token before the fields', { client_id: 'clinic' }, { Authorization: 'Bearer unknown' }, [401, 'access_denied', 'Invalid access token']],
    ['the scope of the token before the fields', { client_id: 'clinic' }, { Authorization: 'Bearer narrow' }, [403, 'forbidden', expect.any(String)]],
    ['the fields before the client', { client_id: blocked, redirect_uri: '' }, undefined, validation],
    ['the client before the URI', { client_id: '22222222-2222-4222-8222-222222222222', ...evil }, undefined, [401, 'access_denied', 'Invalid client id.']],
    ['the block before the URI', { client_id: blocked, ...evil }, undefined, [401, 'access_denied', 'Client is blocked.']],
    ['the URI before the empty scope', { ...evil, scope: '' }, undefined, mismatch],
    ['the URI before the scope', { ...evil, scope: 'role:read' }, undefined, mismatch],
  ])('%s', async (_name, app, headers, expected) => {
    expect(refusal(await authorize(app, headers === undefined ? {} : { headers }))).toEqual(expected)
  })
})
