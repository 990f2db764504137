import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, bearer, faults, made, malformed, missing, moment, nobody, roles, types, unknown } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic, pharmacy, mis, portal } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const freshId = () => `abcdef00-1111-4111-8111-00000000${1000 + ++number}`
const needed = { name: 'Клініка А', user_id: user.id, client_type_id: types.clinic }
const create = async (fields: object = {}) => made(await admin('POST /admin/clients', { client: { ...needed, ...fields } }))
const defaults = { settings: {}, priv_settings: { access_type: 'BROKER' }, is_blocked: false, block_reason: null }
const invalidToken = [401, 'access_denied', 'Invalid access token']
const usesToken = (value: string, on: { url: string } = server) => call(on, 'GET /user/roles', { headers: { Authorization: `Bearer ${value}` } })

describe('a new client', () => {
  it('has what was sent', async () => {
    const fields = {
      settings: { allowed_grant_types: ['password', 'digital_signature'], more: { a: [1] } },
      priv_settings: { access_type: 'DIRECT', broker_scope: 'a:read', more: true },
      is_blocked: true,
      block_reason: 'Припинено',
    }
    expect(await create(fields)).toMatchObject({ ...needed, ...fields, client_type_name: 'MSP' })
  })

  it('may have the name of another one', async () => {
    const [one, other] = [await create(), await create()]
    expect(one.name).toBe(other.name)
    expect(one.id).not.toBe(other.id)
  })

  it('has all owners and types that nobody knows told at once', async () => {
    const client = { ...needed, user_id: nobody, client_type_id: nobody }
    expect(faults(await admin('POST /admin/clients', { client }))).toEqual([unknown('client_type'), unknown('user')])
    expect(faults(await admin('POST /admin/clients', { client: { ...needed, user_id: nobody } }))).toEqual([unknown('user')])
    expect(faults(await admin('POST /admin/clients', { client: { ...needed, client_type_id: nobody } }))).toEqual([unknown('client_type')])
    expect(faults(await admin('POST /admin/clients', { client: { ...needed, user_id: 'x', client_type_id: 'y' } }))).toEqual([malformed('client_type_id'), malformed('user_id')])
  })

  it.each(['secret', 'redirect_uri', 'client_type_name'])('has no %s', async (member) => {
    expect(faults(await admin('POST /admin/clients', { client: { ...needed, [member]: 'x' } }))).toMatchObject([{ entry: `$.${member}`, rules: [{ rule: 'schema' }] }])
  })
})

describe.each(['POST', 'PUT', 'PATCH'])('the settings sent by %s', (method) => {
  const send = async (fields: object) => (method === 'POST' ? admin('POST /admin/clients', { client: { ...needed, ...fields } }) : admin(`${method} /admin/clients/${clinic.id}`, { client: fields }))

  it.each<[object, string, string]>([
    [{ settings: null }, '$.settings', 'required'],
    [{ priv_settings: null }, '$.priv_settings', 'required'],
    [{ settings: 'x' }, '$.settings', 'cast'],
    [{ settings: [] }, '$.settings', 'cast'],
    [{ priv_settings: [] }, '$.priv_settings', 'cast'],
    [{ priv_settings: {} }, '$.priv_settings.access_type', 'required'],
    [{ priv_settings: { access_type: null } }, '$.priv_settings.access_type', 'required'],
    [{ priv_settings: { access_type: 'direct' } }, '$.priv_settings.access_type', 'inclusion'],
    [{ priv_settings: { access_type: 'DIRECT', broker_scope: 5 } }, '$.priv_settings.broker_scope', 'cast'],
    [{ settings: { allowed_grant_types: 'password' } }, '$.settings.allowed_grant_types', 'cast'],
    [{ settings: { allowed_grant_types: [5] } }, '$.settings.allowed_grant_types[0]', 'cast'],
    [{ is_blocked: null }, '$.is_blocked', 'required'],
    [{ is_blocked: 'true' }, '$.is_blocked', 'cast'],
  ])('cannot be %j', async (fields, entry, rule) => {
    expect(faults(await send(fields))).toMatchObject([{ entry_type: 'json_data_property', entry, rules: [{ rule }] }])
  })
})

describe.each(['PUT', 'PATCH'])('%s', (method) => {
  const put = (id: string, client: object) => admin(`${method} /admin/clients/${id}`, { client })

  it('makes a client with the id of the path, which is that of the legal entity', async () => {
    const id = freshId()
    const answer = await put(id.toUpperCase(), needed)
    expect(answer.status).toBe(200)
    expect(answerBreaches(`${method === 'PUT' ? 'put' : 'update'}Client`, answer)).toEqual([])
    expect(answer.body.data).toEqual({ id, ...needed, client_type_name: 'MSP', ...defaults, inserted_at: moment, updated_at: moment })
    expect((await admin(`GET /admin/clients/${id}`)).body.data).toEqual(answer.body.data)
  })

  it('again changes it', async () => {
    const id = freshId()
    const before = (await put(id, { ...needed, settings: { a: 1 } })).body.data
    const { data } = (await put(id, { name: 'Клініка Б' })).body
    expect(data).toEqual({ ...before, name: 'Клініка Б', updated_at: moment })
  })

  it('at once by many makes one', async () => {
    const id = freshId()
    const answers = await Promise.all([1, 2, 3, 4].map((index) => put(id, { ...needed, name: `Клініка ${index}` })))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect((await admin(`GET /admin/clients?id=${id}`)).body.paging.total_entries).toBe(1)
  })

  it.each<[string, object, unknown[]]>([
    ['everything', {}, [missing('client_type_id'), missing('name'), missing('user_id')]],
    ['the name', { user_id: user.id, client_type_id: types.clinic, settings: {} }, [missing('name')]],
    ['owner and type', { name: 'x' }, [missing('client_type_id'), missing('user_id')]],
  ])('makes no client that lacks %s', async (_what, client, entries) => {
    const id = freshId()
    expect(faults(await put(id, client))).toEqual(entries)
    expect((await admin(`GET /admin/clients/${id}`)).status).toBe(404)
  })

  it.each([() => clinic.id, freshId])('refuses an owner and a type that nobody knows', async (idOf) => {
    const client = { ...needed, user_id: nobody, client_type_id: nobody }
    expect(faults(await put(idOf(), client))).toEqual([unknown('client_type'), unknown('user')])
  })

  it('changes owner and type, whose name is told', async () => {
    const { id } = await create()
    const { data } = (await put(id, { user_id: administration.user.id, client_type_id: types.mis })).body
    expect(data).toMatchObject({ user_id: administration.user.id, client_type_id: types.mis, client_type_name: 'MIS' })
  })

  it('replaces settings as a whole', async () => {
    const { id } = await create({ settings: { a: 1, b: 2 }, priv_settings: { access_type: 'DIRECT', broker_scope: 'a:read' } })
    const { data } = (await put(id, { settings: { b: 3 }, priv_settings: { access_type: 'BROKER' } })).body
    expect(data).toMatchObject({ settings: { b: 3 }, priv_settings: { access_type: 'BROKER' } })
    expect(data.settings).toEqual({ b: 3 })
    expect(data.priv_settings).toEqual({ access_type: 'BROKER' })
  })
})

it('details are a client without its private settings', async () => {
  const { priv_settings: _private, ...profile } = await create({ priv_settings: { access_type: 'DIRECT', broker_scope: 'secret:refresh' } })
  const answer = await admin(`GET /admin/clients/${profile.id}/details`)
  expect(answer.body.data).toEqual(profile)
  expect(answerBreaches('getClientDetails', answer)).toEqual([])
  expect(refusal(await admin(`GET /admin/clients/${nobody}/details`))).toEqual([404, 'not_found'])
  expect(refusal(await admin('GET /admin/clients/x/details'))[0]).toBe(400)
})

describe('a client that is blocked', () => {
  it('has its tokens refused, and again accepted once it is unblocked', async () => {
    await using own = await startServer()
    const session = await logIn(own)
    const patch = (client: object) => administrate(own)(`PATCH /admin/clients/${portal}`, { client })
    const { data } = (await patch({ is_blocked: true, block_reason: 'x' })).body
    expect(data).toMatchObject({ is_blocked: true, block_reason: 'x' })
    expect(refusal(await usesToken(session, own))).toEqual(invalidToken)
    await patch({ is_blocked: false, block_reason: null })
    expect((await usesToken(session, own)).status).toBe(200)
  })

  it('cannot be approved', async () => {
    await using own = await startServer()
    const headers = { Authorization: `Bearer ${await logIn(own)}` }
    await administrate(own)(`PATCH /admin/clients/${clinic.id}`, { client: { is_blocked: true } })
    const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' }
    expect(refusal(await call(own, 'POST /oauth/apps/authorize', { headers, body: { app } }))).toEqual([401, 'access_denied', 'Client is blocked.'])
  })

  it('is no MIS to act through, while others are', async () => {
    await using own = await startServer()
    const through = () => call(own, 'GET /api/clients', { headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey } })
    expect((await through()).status).toBe(200)
    await administrate(own)(`PATCH /admin/clients/${mis.id}`, { client: { is_blocked: true } })
    expect(refusal(await through())).toEqual(invalidToken)
  })
})

describe('deactivate_tokens', () => {
  it('expires all tokens of the client and no others', async () => {
    await using own = await startServer()
    const administrateOwn = administrate(own)
    const code = await approve(own)
    const session = await logIn(own)
    const { value } = (await call(own, 'POST /oauth/tokens', { body: refreshGrant })).body.data
    const answer = await administrateOwn(`PATCH /admin/clients/${clinic.id}/actions/deactivate_tokens`)
    expect(answer.status).toBe(200)
    expect(answerBreaches('deactivateClientTokens', answer)).toEqual([])
    expect(answer.body.data).toEqual((await administrateOwn(`GET /admin/clients/${clinic.id}`)).body.data)
    expect(refusal(await usesToken(value, own))).toEqual(invalidToken)
    for (const body of [refreshGrant, codeGrant(code)]) expect(refusal(await call(own, 'POST /oauth/tokens', { body }))).toEqual([401, 'token_expired', 'Token expired.'])
    expect((await usesToken(session, own)).status).toBe(200)
    const pharmacyGrant = { grant_type: 'refresh_token', client_id: pharmacy.id, client_secret: pharmacy.secret, refresh_token: pharmacy.refreshToken }
    expect((await call(own, 'POST /oauth/tokens', { body: { token: pharmacyGrant } })).status).toBe(201)
  })

  it('leaves the approvals, so that the client can be used on', async () => {
    await using own = await startServer()
    await administrate(own)(`PATCH /admin/clients/${clinic.id.toUpperCase()}/actions/deactivate_tokens`, { what: 'ever' })
    expect((await administrate(own)('GET /admin/apps')).body.paging.total_entries).toBe(2)
    expect((await call(own, 'POST /oauth/tokens', { body: codeGrant(await approve(own)) })).status).toBe(201)
  })

  it('knows no other client', async () => {
    expect(refusal(await admin(`PATCH /admin/clients/${nobody}/actions/deactivate_tokens`))).toEqual([404, 'not_found'])
    expect(refusal(await admin('PATCH /admin/clients/x/actions/deactivate_tokens'))[0]).toBe(400)
  })
})

describe('a client that is deleted', () => {
  it('takes connections on both sides, approvals and roles along, and nothing of others', async () => {
    await using own = await startServer()
    const administrateOwn = administrate(own)
    const tables = ['users', 'clients', 'connections', 'user_roles', 'approvals', 'tokens'] as const
    const rows = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await own.store.read.selectFrom(table).selectAll().orderBy('id').execute()])))
    const before = await rows()
    const { id } = made(await administrateOwn('POST /admin/clients', { client: needed }))
    for (const [of, through] of [[id, id], [id, mis.id], [pharmacy.id, id]]) made(await administrateOwn(`PUT /admin/clients/${of}/connections`, { consumer_id: through, redirect_uri: 'https://example.com' }))
    made(await administrateOwn(`POST /admin/users/${user.id}/roles`, { user_role: { role_id: roles.owner, client_id: id } }))
    made(await administrateOwn('POST /admin/apps', { app: { user_id: user.id, client_id: id, scope: 'a:read' } }))
    expect((await administrateOwn(`DELETE /admin/clients/${id}`)).status).toBe(204)
    expect(await rows()).toEqual(before)
  })

  it('leaves tokens that are refused everywhere', async () => {
    await using own = await startServer()
    const headers = await bearer(own, { user_id: user.id, client_id: clinic.id, scope: 'client:read' })
    expect((await call(own, 'GET /api/clients', { headers })).status).toBe(200)
    await administrate(own)(`DELETE /admin/clients/${clinic.id}`)
    expect(refusal(await call(own, 'GET /api/clients', { headers }))).toEqual(invalidToken)
    expect(refusal(await call(own, 'POST /oauth/tokens', { body: refreshGrant }))).toEqual([401, 'invalid_client', 'Invalid client id or secret.'])
    expect((await administrate(own)(`GET /admin/tokens?client_id=${clinic.id}`)).body.data).toHaveLength(2)
    const value = headers.Authorization.slice('Bearer '.length)
    expect(refusal(await administrate(own)(`GET /admin/tokens/${value}/verify`))).toEqual([404, 'not_found'])
  })
})

it('no answer shows a secret of a connection', async () => {
  const { id } = await create()
  const { secret } = made(await admin(`PUT /admin/clients/${id}/connections`, { consumer_id: id, redirect_uri: 'https://example.com' }))
  const paths = [`/admin/clients/${id}`, `/admin/clients/${id}/details`, '/admin/clients?page_size=300', `/api/clients/${id}`, '/api/clients?page_size=300', `/admin/clients/${id}/connections`, `/api/clients/${id}/connections`]
  for (const path of paths) {
    const text = JSON.stringify((await admin(`GET ${path}`)).body)
    expect(text).toContain(id)
    expect(text).not.toContain(secret)
    expect(text).not.toMatch(/secret_hash|"secret"/)
  }
})
