import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, bearer, fault, faults, made, moment, nobody, roles, someId, taken, types } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user: owner, clinic, portal, pharmacy, mis } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const password = 'Some-Password-1'
const create = async (fields: object = {}) => made(await admin('POST /admin/users', { user: { email: `person${++number}@example.com`, password, ...fields } }))
const logIn = (email: string) => call(server, 'POST /auth/login', { body: { token: { grant_type: 'password', email, password, client_id: portal, scope: 'app:authorize' } } })

describe('a new user', () => {
  it('has what was sent', async () => {
    const fields = { tax_id: '3067305998', person_id: 'a person', settings: { theme: 'темна', list: [{ a: null }] }, is_blocked: true, block_reason: 'Звільнено' }
    expect(await create({ email: 'Doctor.O\'Neil+Test@Example.COM', ...fields })).toEqual({
      id: someId, email: 'doctor.o\'neil+test@example.com', ...fields, inserted_at: moment, updated_at: moment,
    })
  })

  it('can sign in, with the address in any case', async () => {
    const { email } = await create({ email: 'Mixed.Case@Example.com', tax_id: '3067305998' })
    expect((await logIn(email.toUpperCase())).status).toBe(201)
  })

  it('cannot sign in when blocked from the start', async () => {
    const { email } = await create({ tax_id: '3067305998', is_blocked: true })
    expect(refusal(await logIn(email))).toEqual([401, 'user_blocked', 'User blocked.'])
  })

  it.each(['otp', 'factor', '2fa_enable', 'priv_settings', 'password_hash', 'password_set_at'])('is not made with %s', async (member) => {
    const answer = await admin('POST /admin/users', { user: { email: 'extra@example.com', password, [member]: true } })
    expect(faults(answer)).toMatchObject([{ entry: `$.${member}`, rules: [{ rule: 'schema' }] }])
  })

  it('has all its faults told at once', async () => {
    const answer = await admin('POST /admin/users', { user: { email: 'nobody', password: 'short', tax_id: 5, settings: [], is_blocked: 'yes', person_id: null } })
    expect(faults(answer).map(({ entry, rules: [{ rule }] }: { entry: string; rules: [{ rule: string }] }) => `${entry} ${rule}`)).toEqual([
      '$.email email', '$.is_blocked cast', '$.password length', '$.person_id required', '$.settings cast', '$.tax_id cast',
    ])
  })
})

describe('an e-mail address', () => {
  it.each(['nobody', 'a@', '@b', 'a b@example.com', 'a@b@example.com', 'a@example.com\nb'])('cannot be %j', async (email) => {
    expect(faults(await admin('POST /admin/users', { user: { email, password } }))).toEqual([fault('email', 'email', 'is not a valid email')])
    expect(faults(await admin(`PATCH /admin/users/${owner.id}`, { user: { email } }))).toEqual([fault('email', 'email', 'is not a valid email')])
  })

  it.each([owner.email, owner.email.toUpperCase()])('is nobody else’s: %s', async (email) => {
    const { id } = await create()
    expect(faults(await admin('POST /admin/users', { user: { email, password } }))).toEqual([taken('email')])
    for (const method of ['PUT', 'PATCH']) expect(faults(await admin(`${method} /admin/users/${id}`, { user: { email } }))).toEqual([taken('email')])
  })

  it('may be sent again for the same user', async () => {
    const { id, email } = await create()
    expect((await admin(`PATCH /admin/users/${id}`, { user: { email: email.toUpperCase() } })).body.data.email).toBe(email)
  })

  it('of a user who was deleted can be used again', async () => {
    const { id, email } = await create()
    await admin(`DELETE /admin/users/${id}`)
    expect((await create({ email })).id).not.toBe(id)
  })

  it('is given to one of many who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin('POST /admin/users', { user: { email: 'wanted@example.com', password } })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422, 422])
    for (const answer of answers.filter(({ status }) => status === 422)) expect(faults(answer)).toEqual([taken('email')])
  })
})

describe('a change', () => {
  it.each(['PUT', 'PATCH'])('by %s can be of every field', async (method) => {
    const { id, inserted_at } = await create()
    const fields = { email: `changed${++number}@example.com`, tax_id: '1', person_id: '2', settings: { a: 1 }, is_blocked: true, block_reason: 'x' }
    const { status, body } = await admin(`${method} /admin/users/${id}`, { user: { ...fields, password: 'Other-Password-1' } })
    expect(status).toBe(200)
    expect(body.data).toEqual({ id, ...fields, inserted_at, updated_at: moment })
  })

  it('can empty texts, and take the reason back', async () => {
    const { id } = await create({ tax_id: '1', person_id: '2', block_reason: 'x', settings: { a: 1 } })
    const { body } = await admin(`PATCH /admin/users/${id}`, { user: { tax_id: '', person_id: '', block_reason: null, settings: {} } })
    expect(body.data).toMatchObject({ tax_id: '', person_id: '', block_reason: null, settings: {} })
  })

  it.each(['tax_id', 'person_id', 'settings', 'is_blocked', 'password', 'email'])('of %s cannot be null', async (field) => {
    expect(faults(await admin(`PATCH /admin/users/${owner.id}`, { user: { [field]: null } }))).toEqual([fault(field, 'required', "can't be blank")])
  })

  it('that is refused changes nothing', async () => {
    const before = (await admin(`GET /admin/users/${owner.id}`)).body
    await admin(`PATCH /admin/users/${owner.id}`, { user: { tax_id: '5', email: administration.user.email } })
    await admin(`PATCH /admin/users/${owner.id}`, { user: { tax_id: '5', more: 1 } })
    expect((await admin(`GET /admin/users/${owner.id}`)).body.data).toEqual(before.data)
  })
})

it.each([100, 5_000, 30_000])('settings that are %i deep are kept or refused, and nothing breaks', async (depth) => {
  const body = `{"user":{"email":"deep${depth}@example.com","password":"${password}","settings":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}}`
  const { status } = await admin('POST /admin/users', body)
  expect(status).toBeOneOf([201, 400, 422])
  expect((await admin('GET /admin/users?page_size=300')).status).toBe(200)
})

it('no answer tells anything of a password', async () => {
  const secret = 'Never-Told-Password-1'
  const { id, ...data } = await create({ password: secret, tax_id: '1' })
  const answers = [
    data,
    await admin(`GET /admin/users/${id}`),
    await admin('GET /admin/users?page_size=300'),
    await admin(`PATCH /admin/users/${id}`, { user: { password: `${secret}2` } }),
    await admin(`PATCH /admin/users/${id}/actions/change_password`, { user: { password: `${secret}3`, current_password: `${secret}2` } }),
    await admin(`PATCH /admin/users/${id}/actions/block`),
    await admin(`PATCH /admin/users/${id}/actions/unblock`),
    await admin(`PATCH /admin/users/${id}/actions/change_password`, { user: { password: `${secret}4`, current_password: `${secret}?` } }),
    await admin('POST /admin/users', { user: { email: data.email, password: secret } }),
  ]
  for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(/argon2|Never-Told|password_hash|password_set_at/)
  expect(server.logs.join('')).not.toMatch(/argon2|Never-Told/)
})

it('a user who is deleted takes everything of theirs along, and nothing else', async () => {
  await using own = await startServer()
  const administrateOwn = administrate(own)
  const tables = ['users', 'clients', 'connections', 'user_roles', 'global_user_roles', 'approvals', 'tokens', 'sign_in_attempts', 'password_history'] as const
  const rows = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await own.store.read.selectFrom(table).selectAll().orderBy('id').execute()])))
  const before = await rows()
  const { id } = made(await administrateOwn('POST /admin/users', { user: { email: 'leaver@example.com', password, tax_id: '1' } }))
  await administrateOwn(`PATCH /admin/users/${id}`, { user: { password: 'Other-Password-1' } })
  await call(own, 'POST /auth/login', { body: { token: { grant_type: 'password', email: 'leaver@example.com', password: 'wrong', client_id: portal, scope: 'app:authorize' } } })
  const client = made(await administrateOwn('POST /admin/clients', { client: { name: 'Клініка', user_id: id, client_type_id: types.clinic } })).id
  for (const [of, through] of [[client, mis.id], [pharmacy.id, client]]) made(await administrateOwn(`PUT /admin/clients/${of}/connections`, { consumer_id: through, redirect_uri: 'https://example.com' }))
  made(await administrateOwn(`POST /admin/users/${id}/roles`, { user_role: { role_id: roles.owner, client_id: clinic.id } }))
  made(await administrateOwn(`POST /admin/users/${owner.id}/roles`, { user_role: { role_id: roles.owner, client_id: client } }))
  made(await administrateOwn(`POST /admin/users/${id}/global_roles`, { global_user_role: { role_id: roles.owner } }))
  for (const [user_id, client_id] of [[id, clinic.id], [owner.id, client]]) made(await administrateOwn('POST /admin/apps', { app: { user_id, client_id, scope: 'a:read' } }))
  const headers = await bearer(own, { user_id: id, client_id: portal, scope: 'app:authorize' })
  expect((await call(own, 'GET /user/roles', { headers })).status).toBe(200)
  for (const table of tables) expect((await rows())[table]!.length).toBeGreaterThan(before[table]!.length)

  expect((await administrateOwn(`DELETE /admin/users/${id}`)).status).toBe(204)
  expect(await rows()).toEqual(before)
  expect(refusal(await call(own, 'GET /user/roles', { headers }))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it('an administrator who deletes their own user is out at once', async () => {
  await using own = await startServer()
  expect((await administrate(own)(`DELETE /admin/users/${administration.user.id}`)).status).toBe(204)
  expect(refusal(await administrate(own)('GET /admin/users'))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it('nothing can be done with a user whom nobody knows', async () => {
  for (const [target, body] of [
    [`PATCH /admin/users/${nobody}/actions/block`],
    [`PATCH /admin/users/${nobody}/actions/unblock`],
    [`PATCH /admin/users/${nobody}/actions/change_password`, { user: { password, current_password: password } }],
    [`POST /admin/users/${nobody}/tokens/access`, { token: { client_id: administration.client, scope: 'user:read' } }],
    [`GET /admin/users/${nobody}/roles`],
    [`GET /admin/users/${nobody}/global_roles`],
    [`POST /admin/users/${nobody}/roles`, { user_role: { role_id: roles.owner, client_id: clinic.id } }],
    [`POST /admin/users/${nobody}/global_roles`, { global_user_role: { role_id: roles.owner } }],
    [`DELETE /admin/users/${nobody}/roles`],
    [`DELETE /admin/users/${nobody}/apps`],
    [`DELETE /admin/users/${nobody}/tokens`],
  ] as const) {
    expect([target, ...refusal(await admin(target, body))]).toEqual([target, 404, 'not_found'])
    const answer = await admin(target.replace(nobody, 'me'), body)
    expect([target, ...refusal(answer).slice(0, 2)]).toEqual([target, 400, 'request_malformed'])
    expect(answer.body.error.invalid).toMatchObject([{ entry: '$.id' }])
  }
})
