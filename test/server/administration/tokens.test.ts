import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, bearer, fault, faults, made, malformed, nobody, roles, someId, taken, types, unknown } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user: owner, clinic, pharmacy, mis, portal } = demo
const office = administration.client
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const far = 4_102_444_800
const details = { client_id: clinic.id, grant_type: 'password', scope: 'client:read' }
const fields = (changes: object = {}) => ({ name: 'access_token', value: `token-${randomUUID()}`, expires_at: far, user_id: owner.id, details, ...changes })
const create = (changes: object = {}) => admin('POST /admin/tokens', { token: fields(changes) })
const newUser = async (changes: object = {}): Promise<string> => made(await admin('POST /admin/users', { user: { email: `person${++number}@example.com`, password: 'Some-Password-1', ...changes } })).id
const invalidToken = [401, 'access_denied', 'Invalid access token']
const usesToken = (value: string) => call(server, 'GET /user/roles', { headers: { Authorization: `Bearer ${value}` } })
const works = async (value: string) => (await usesToken(value)).status === 200

describe('a token that an administrator makes', () => {
  it('works as a bearer, with its scope and no more', async () => {
    const { value } = made(await create())
    const headers = { Authorization: `Bearer ${value}` }
    expect((await call(server, 'GET /api/clients', { headers })).body.data.map(({ id }: { id: string }) => id)).toEqual([clinic.id])
    expect(refusal(await call(server, `GET /api/clients/${clinic.id}/connections`, { headers }))).toEqual([403, 'forbidden', 'Your scope does not allow to access this resource. Missing allowances: connection:read'])
  })

  it.each(['refresh_token', 'authorization_code', 'change_password_token', '2fa_access_token'])('is no bearer when it is a %s', async (name) => {
    const { value } = made(await create({ name }))
    expect(refusal(await usesToken(value))).toEqual(invalidToken)
  })

  it('can be a refresh token', async () => {
    const { value } = made(await create({ name: 'refresh_token' }))
    expect((await call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, refresh_token: value } } })).status).toBe(201)
  })

  it('can be a code, which is used up by its exchange', async () => {
    const code = { client_id: clinic.id, grant_type: 'password', scope_request: 'patients:view', redirect_uri: clinic.redirectUri }
    const { id, value } = made(await create({ name: 'authorization_code', details: code }))
    expect((await call(server, 'POST /oauth/tokens', { body: codeGrant(value) })).body.data.details.scope).toBe('patients:view')
    expect((await admin(`GET /admin/tokens/${id}`)).body.data.details).toEqual({ ...code, used: true })
    const used = made(await create({ name: 'authorization_code', details: { ...code, used: true } }))
    expect(refusal(await call(server, 'POST /oauth/tokens', { body: codeGrant(used.value) }))).toEqual([401, 'access_denied', 'Token has already been used.'])
  })

  it('may have ended already', async () => {
    const { value } = made(await create({ expires_at: 0 }))
    expect(refusal(await usesToken(value))).toEqual(invalidToken)
  })

  it('has a value that no other of its kind has', async () => {
    const { value } = made(await create())
    expect(faults(await create({ value }))).toEqual([taken('value')])
    const { id } = made(await create())
    for (const method of ['PUT', 'PATCH']) expect(faults(await admin(`${method} /admin/tokens/${id}`, { token: { value } }))).toEqual([taken('value')])
    const refreshToken = made(await create({ value, name: 'refresh_token' }))
    expect(faults(await admin(`PATCH /admin/tokens/${refreshToken.id}`, { token: { name: 'access_token' } }))).toEqual([taken('value')])
    expect((await admin(`PATCH /admin/tokens/${refreshToken.id}`, { token: { value, name: 'refresh_token' } })).status).toBe(200)
  })

  it('is of a user who is there', async () => {
    expect(faults(await create({ user_id: nobody }))).toEqual([unknown('user_id')])
    const { id } = made(await create())
    expect(faults(await admin(`PATCH /admin/tokens/${id}`, { token: { user_id: nobody } }))).toEqual([unknown('user_id')])
  })

  it.each<[object, unknown[]]>([
    [{ name: 'session' }, [fault('name', 'inclusion', 'is invalid', expect.any(Array))]],
    [{ value: 'fifteen-letters' }, [fault('value', 'length', 'should be at least 16 character(s)', { min: 16 })]],
    [{ value: 'a value with blanks' }, [expect.objectContaining({ entry: '$.value' })]],
    [{ value: 'значення-токена-є' }, [expect.objectContaining({ entry: '$.value' })]],
    [{ expires_at: -1 }, [fault('expires_at', 'number', 'must be greater than or equal to 0', { min: 0 })]],
    [{ expires_at: 1.5 }, [fault('expires_at', 'cast', 'is invalid', ['integer'])]],
    [{ expires_at: '4102444800' }, [fault('expires_at', 'cast', 'is invalid', ['integer'])]],
    [{ expires_at: 253_402_300_800 }, [expect.objectContaining({ entry: '$.expires_at' })]],
    [{ details: {} }, [expect.objectContaining({ entry: '$.details.client_id' }), expect.objectContaining({ entry: '$.details.grant_type' })]],
    [{ details: { ...details, client_id: 'x' } }, [malformed('details.client_id')]],
    [{ details: { ...details, refresh_token: 'x' } }, [expect.objectContaining({ entry: '$.details.refresh_token' })]],
    [{ user_id: 'x' }, [malformed('user_id')]],
  ])('is refused with %j', async (changes, entries) => {
    expect(faults(await create(changes))).toEqual(entries)
  })
})

describe('a change of a token', () => {
  it('of its value makes the old one worthless, and shows none', async () => {
    const { id, value } = made(await create())
    const next = `token-${randomUUID()}`
    const answer = await admin(`PATCH /admin/tokens/${id}`, { token: { value: next } })
    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer)).not.toContain(next)
    expect([await works(value), await works(next)]).toEqual([false, true])
  })

  it('of its end can end it and let it live again', async () => {
    const { id, value } = made(await create())
    await admin(`PATCH /admin/tokens/${id}`, { token: { expires_at: 1 } })
    expect(await works(value)).toBe(false)
    await admin(`PATCH /admin/tokens/${id}`, { token: { expires_at: far } })
    expect(await works(value)).toBe(true)
  })

  it('of details replaces them as a whole', async () => {
    const { id, value } = made(await create({ details: { ...details, redirect_uri: 'https://example.com' } }))
    const changed = { client_id: mis.id, grant_type: 'x' }
    expect((await admin(`PUT /admin/tokens/${id}`, { token: { details: { ...changed, client_id: mis.id.toUpperCase() } } })).body.data.details).toEqual(changed)
    expect(await works(value)).toBe(false)
    expect((await admin(`PUT /admin/tokens/${id}`, { token: { name: 'refresh_token' } })).body.data).toMatchObject({ name: 'refresh_token', details: changed })
  })

  it('by deleting it refuses it at once', async () => {
    const { id, value } = made(await create())
    expect(await works(value)).toBe(true)
    expect((await admin(`DELETE /admin/tokens/${id}`)).status).toBe(204)
    expect(refusal(await usesToken(value))).toEqual(invalidToken)
  })
})

it('no list and no look-up shows a value, a hash or a refresh token', async () => {
  const code = await approve(server)
  const exchanged = (await call(server, 'POST /oauth/tokens', { body: codeGrant(code) })).body.data
  const { id, value } = made(await create())
  const secrets = [code, exchanged.value, exchanged.details.refresh_token, value, clinic.refreshToken, 'administrator-token']
  const hashes = (await server.store.read.selectFrom('tokens').select('value_hash').execute()).map(({ value_hash }) => value_hash)
  const answers = [
    await admin('GET /admin/tokens?page_size=300'),
    await admin(`GET /admin/tokens/${id}`),
    await admin(`GET /admin/tokens/${exchanged.id}`),
    await admin(`GET /admin/tokens?value=${value}`),
    await admin(`PATCH /admin/tokens/${id}`, { token: { value: `${value}-2` } }),
    await create({ value: `${value}-2` }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 422])
  for (const answer of answers) {
    // The URL of a search has the value that was looked for, and so does nothing else.
    const text = JSON.stringify(answer.body)
    for (const secret of [...secrets, ...hashes]) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/"(value|value_hash|refresh_token|refresh_token_id)":/)
  }
  expect(answers[3]!.body.data.map((token: { id: string }) => token.id)).toEqual([id])
  expect(server.logs.join('')).not.toContain(value)
})

describe('an access token ordered for a user', () => {
  const order = (id: string, token: object) => admin(`POST /admin/users/${id}/tokens/access`, { token })

  it('begins a session, and ends the earlier one for this client', async () => {
    const user = await newUser()
    const other = (await bearer(server, { user_id: user, client_id: clinic.id, scope: 'client:read' })).Authorization.slice('Bearer '.length)
    const answer = await order(user.toUpperCase(), { client_id: portal.toUpperCase(), scope: ' app:authorize  app:authorize ' })
    expect(answer.status).toBe(201)
    expect(answerBreaches('createUserAccessToken', answer)).toEqual([])
    const { value } = answer.body.data
    expect(answer.body.data).toEqual({
      id: someId, name: 'access_token', value: expect.stringMatching(/^[\w-]{32}$/), user_id: user, expires_at: expect.any(Number), details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' },
    })
    const seconds = answer.body.data.expires_at - server.now().getTime() / 1000
    expect(seconds).toBeGreaterThan(2_592_000 - 60)
    expect(seconds).toBeLessThanOrEqual(2_592_000)
    expect(await works(value)).toBe(true)
    const next = made(await order(user, { client_id: portal, scope: 'app:authorize' }))
    expect([await works(value), await works(next.value), await works(other)]).toEqual([false, true, true])
  })

  it('may have what the roles of the user allow', async () => {
    expect(made(await order(administration.user.id, { client_id: portal, scope: 'user:change_password' })).details.scope).toBe('user:change_password')
    const user = await newUser()
    made(await admin(`POST /admin/users/${user}/roles`, { user_role: { role_id: roles.administrator, client_id: office } }))
    const { value } = made(await order(user, { client_id: office, scope: 'user:read' }))
    expect((await call(server, 'GET /admin/users', { headers: { Authorization: `Bearer ${value}` } })).status).toBe(200)
  })

  const noClient = [401, 'invalid_client', 'Invalid client id.']
  it.each<[string, object, unknown[]]>([
    ['an unknown client', { client_id: nobody, scope: 'app:authorize' }, noClient],
    ['a client that may not sign users in', { client_id: clinic.id, scope: 'client:read' }, [401, 'access_denied', 'Client is not allowed to issue login token.']],
    ['a scope beyond the type of the client', { client_id: portal, scope: 'user:read' }, [422, 'request_malformed', 'Scope is not allowed by client type.']],
    ['a scope beyond the roles', { client_id: office, scope: 'user:read' }, [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']],
  ])('is refused for %s', async (_what, token, expected) => {
    expect(refusal(await order(owner.id, token))).toEqual(expected)
  })

  it('is refused for a blocked user, and for nobody', async () => {
    const blocked = await newUser({ is_blocked: true })
    expect(refusal(await order(blocked, { client_id: portal, scope: 'app:authorize' }))).toEqual([401, 'user_blocked', 'User blocked.'])
    expect(refusal(await order(nobody, { client_id: nobody, scope: 'app:authorize' }))).toEqual([404, 'not_found'])
    expect(refusal(await order(blocked, { client_id: nobody, scope: 'app:authorize' }))).toEqual(noClient)
  })

  it('names what is missing', async () => {
    expect(faults(await order(owner.id, {}))).toMatchObject([{ entry: '$.client_id' }, { entry: '$.scope' }])
    expect(faults(await order(owner.id, { client_id: 'x', scope: ' ' }))).toMatchObject([{ entry: '$.client_id' }, { entry: '$.scope', rules: [{ rule: 'required' }] }])
    expect(faults(await order(owner.id, { client_id: portal, scope: 'app:authorize', redirect_uri: 'x' }))).toMatchObject([{ entry: '$.redirect_uri', rules: [{ rule: 'schema' }] }])
  })
})

describe('tokens are deleted', () => {
  const tokens = async (user: string) => ({
    clinic: made(await create({ user_id: user })),
    mis: made(await create({ user_id: user, details: { ...details, client_id: mis.id } })),
    refresh: made(await create({ user_id: user, name: 'refresh_token' })),
  })
  const left = async (user: string) => (await admin(`GET /admin/tokens?user_id=${user}`)).body.data.map(({ id }: { id: string }) => id).toSorted()

  it('all of some users, whoever is named besides', async () => {
    const [one, two, three] = [await newUser(), await newUser(), await newUser()]
    for (const user of [one, two]) await tokens(user)
    const kept = await tokens(three)
    const answer = await admin(`DELETE /admin/tokens?user_ids=${one},${two.toUpperCase()},${nobody}`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect([await left(one), await left(two)]).toEqual([[], []])
    expect(await left(three)).toEqual(Object.values(kept).map(({ id }) => id).toSorted())
    expect(await works(kept.clinic.value)).toBe(true)
  })

  it('none without a word of whose', async () => {
    const before = (await admin('GET /admin/tokens')).body.paging.total_entries
    for (const query of ['', '?user_ids=', '?user_ids=x', `?user_ids=${owner.id},x`]) expect(faults(await admin(`DELETE /admin/tokens${query}`))[0].entry).toMatch(/^\$\.user_ids/)
    expect(faults(await admin(`DELETE /admin/tokens?user_id=${owner.id}`))).toMatchObject([{ entry: '$.user_id', rules: [{ rule: 'schema' }] }])
    expect((await admin('GET /admin/tokens')).body.paging.total_entries).toBe(before)
  })

  it.each<[string, (made: Awaited<ReturnType<typeof tokens>>) => string, string[]]>([
    ['all', () => '', []],
    ['those for a client', () => `?client_id=${clinic.id.toUpperCase()}`, ['mis']],
    ['those of a kind', () => '?name=access_token', ['refresh']],
    ['those of a kind for a client', () => `?name=access_token&client_id=${mis.id}`, ['clinic', 'refresh']],
    ['the one with a value', ({ mis: { value } }) => `?value=${value}`, ['clinic', 'refresh']],
    ['none of an unknown value', () => '?value=unknown', ['clinic', 'mis', 'refresh']],
    ['none with part of a value', ({ mis: { value } }) => `?value=${value.slice(0, -1)}`, ['clinic', 'mis', 'refresh']],
    ['none of another kind', () => '?name=authorization_code', ['clinic', 'mis', 'refresh']],
  ])('%s of one user', async (_what, query, kept) => {
    const [one, other] = [await newUser(), await newUser()]
    const given = await tokens(one)
    await tokens(other)
    expect((await admin(`DELETE /admin/users/${one.toUpperCase()}/tokens${query(given)}`)).status).toBe(204)
    expect(await left(one)).toEqual(Object.entries(given).flatMap(([word, { id }]) => (kept.includes(word) ? [id] : [])).toSorted())
    expect(await left(other)).toHaveLength(3)
  })

  it.each(['client_id=x', 'client_id=', 'name=a&name=b', 'value=a&value=b'])('none of a user by %s', async (query) => {
    const one = await newUser()
    await tokens(one)
    expect(faults(await admin(`DELETE /admin/users/${one}/tokens?${query}`))).toMatchObject([{ entry: `$.${query.split('=')[0]}` }])
    expect(await left(one)).toHaveLength(3)
  })
})

describe('verify', () => {
  const verify = (value: string, apiKey?: string) => call(server, `GET /admin/tokens/${value}/verify`, { headers: { ...administration.headers, ...(apiKey === undefined ? {} : { 'API-key': apiKey }) } })
  const newClient = async (client: object) => made(await admin('POST /admin/clients', { client: { name: 'Клініка', user_id: administration.user.id, client_type_id: types.clinic, priv_settings: { access_type: 'DIRECT' }, ...client } })).id

  it.each(['access_token', 'refresh_token', 'authorization_code', 'change_password_token', '2fa_access_token'])('tells of a good %s', async (name) => {
    const user = await newUser({ person_id: 'a person' })
    const { id, value, details: kept } = made(await create({ name, user_id: user }))
    const answer = await verify(value)
    expect(answer.status).toBe(200)
    expect(answerBreaches('verifyToken', answer)).toEqual([])
    const { data, urgent } = answer.body
    expect(data).toEqual({ id, name, value, expires_at: far, user_id: user, user: { person_id: 'a person' }, details: kept })
    expect(urgent).toEqual({ mis_client_id: null })
  })

  it('tells of a session just begun', async () => {
    const session = await logIn(server)
    expect((await verify(session)).body.data).toMatchObject({ name: 'access_token', value: session, user_id: owner.id, details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' } })
  })

  it('tells the MIS of a BROKER client and what it allows, which is not kept', async () => {
    const { body } = await verify(pharmacy.ownerToken, mis.apiKey)
    expect(body.urgent).toEqual({ mis_client_id: mis.id })
    expect(body.data.details.broker_scope).toContain('secret:refresh')
    expect((await admin(`GET /admin/tokens/${body.data.id}`)).body.data.details).not.toHaveProperty('broker_scope')
  })

  it.each([undefined, 'unknown', mis.apiKey, ''])('does not care what API-key a DIRECT client sends: %j', async (apiKey) => {
    const { value } = made(await create())
    expect((await verify(value, apiKey)).body.urgent).toEqual({ mis_client_id: null })
  })

  it('tells of a value that several kinds have that of the access token', async () => {
    const { value } = made(await create({ name: 'refresh_token' }))
    made(await create({ value }))
    expect((await verify(value)).body.data.name).toBe('access_token')
  })

  it('does not look at the approval', async () => {
    const { value } = made(await create({ details: { ...details, client_id: mis.id } }))
    expect((await verify(value)).status).toBe(200)
  })

  it.each<[string, () => Promise<{ value: string; apiKey?: string }>, unknown[]]>([
    ['unknown', async () => ({ value: 'unknown' }), [404, 'not_found']],
    ['expired', async () => made(await create({ expires_at: 1 })), [401, 'invalid_grant', 'Token expired or client approval was revoked.']],
    ['of a client that is gone', async () => made(await create({ details: { ...details, client_id: nobody } })), [404, 'not_found']],
    ['of a blocked client', async () => made(await create({ details: { ...details, client_id: await newClient({ is_blocked: true }) } })), [401, 'invalid_client', 'Authentication failed.']],
    ['of a blocked user', async () => made(await create({ user_id: await newUser({ is_blocked: true }) })), [401, 'invalid_user', 'Authentication failed.']],
    ['of a BROKER client without API-key', async () => ({ value: pharmacy.ownerToken }), [422, 'request_malformed', 'API-KEY header required.']],
    ['of a BROKER client with an empty API-key', async () => ({ value: pharmacy.ownerToken, apiKey: '' }), [422, 'request_malformed', 'API-KEY header required.']],
    ['of a BROKER client with an unknown API-key', async () => ({ value: pharmacy.ownerToken, apiKey: 'unknown' }), [422, 'request_malformed', 'API-KEY header is invalid.']],
    ['of a BROKER client whose MIS has no broker scope', async () => ({ value: pharmacy.ownerToken, apiKey: clinic.secret }), [422, 'request_malformed', 'Incorrect broker settings.']],
    ['expired, before its client is blocked', async () => made(await create({ expires_at: 1, details: { ...details, client_id: await newClient({ is_blocked: true }) } })), [401, 'invalid_grant', 'Token expired or client approval was revoked.']],
    ['of a blocked client, before its user is blocked', async () => made(await create({ user_id: await newUser({ is_blocked: true }), details: { ...details, client_id: await newClient({ is_blocked: true }) } })), [401, 'invalid_client', 'Authentication failed.']],
    ['of a blocked user, before the API-key is missing', async () => made(await create({ user_id: await newUser({ is_blocked: true }), details: { ...details, client_id: pharmacy.id } })), [401, 'invalid_user', 'Authentication failed.']],
  ])('refuses a token that is %s', async (_what, make, expected) => {
    const { value, apiKey } = await make()
    expect(refusal(await verify(value, apiKey))).toEqual(expected)
  })

  it('refuses a client whose settings do not say how it reaches eHealth', async () => {
    await using own = await startServer()
    await own.store.write((db) => db.updateTable('clients').set({ priv_settings: '{}' }).where('id', '=', pharmacy.id).execute())
    const answer = await administrate(own)(`GET /admin/tokens/${pharmacy.ownerToken}/verify`)
    expect(refusal(answer)).toEqual([401, 'access_denied', 'Client settings must contain access_type.'])
  })

  it('finds values with letters that paths escape', async () => {
    const { value } = made(await create({ value: `a/b?c#d%e+f:g&h=${randomUUID()}` }))
    expect((await verify(encodeURIComponent(value))).body.data.value).toBe(value)
    expect((await admin(`GET /admin/tokens/${encodeURIComponent(value)}/user`)).status).toBe(200)
    const { body } = await admin(`GET /admin/tokens?value=${encodeURIComponent(value)}`)
    expect(body.data).toHaveLength(1)
  })
})

describe('the user of a token', () => {
  it('is told with roles for its client and everywhere', async () => {
    const user = await newUser()
    const role = (id: string) => admin(`GET /admin/roles/${id}`).then(({ body }) => body.data)
    for (const [role_id, client_id] of [[roles.owner, clinic.id], [roles.pharmacyOwner, pharmacy.id]]) made(await admin(`POST /admin/users/${user}/roles`, { user_role: { role_id, client_id } }))
    made(await admin(`POST /admin/users/${user}/global_roles`, { global_user_role: { role_id: roles.administrator } }))
    const { value } = made(await create({ user_id: user, name: 'refresh_token' }))
    const answer = await admin(`GET /admin/tokens/${value}/user`)
    expect(answer.status).toBe(200)
    expect(answerBreaches('getTokenUser', answer)).toEqual([])
    expect(answer.body.data).toEqual({
      ...(await admin(`GET /admin/users/${user}`)).body.data,
      urgent: { roles: [await role(roles.owner)], global_roles: [await role(roles.administrator)], token: { expires_at: far } },
    })
  })

  it('is told of tokens of clients that are gone, too', async () => {
    const { value } = made(await create({ details: { ...details, client_id: nobody } }))
    expect((await admin(`GET /admin/tokens/${value}/user`)).body.data).toMatchObject({ id: owner.id, urgent: { roles: [] } })
  })

  it('is not told of a token that is unknown or expired', async () => {
    expect(refusal(await admin('GET /admin/tokens/unknown/user'))).toEqual([404, 'not_found'])
    const { value } = made(await create({ expires_at: 1 }))
    expect(refusal(await admin(`GET /admin/tokens/${value}/user`))).toEqual([401, 'invalid_grant', 'Token expired or client approval was revoked.'])
  })
})
