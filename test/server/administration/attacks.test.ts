import { afterAll, expect, it } from 'vitest'
import { administrate, administration, bearer, faults, made, nobody, roles, types } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { engine } from '../../fixtures/database.ts'
import { demo, logIn } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic, pharmacy, mis } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)
const redirect_uri = 'https://example.com/callback'

it('a client that is made again has none of the tokens of before', async () => {
  const id = '99999999-9999-4999-8999-999999999991'
  const client = { name: 'Клініка', user_id: user.id, client_type_id: types.clinic, priv_settings: { access_type: 'DIRECT' } }
  await admin(`PUT /admin/clients/${id}`, { client })
  const headers = await bearer(server, { user_id: user.id, client_id: id, scope: 'client:read' })
  expect((await call(server, `GET /api/clients/${id}`, { headers })).status).toBe(200)
  await admin(`DELETE /admin/clients/${id}`)
  await admin(`PUT /admin/clients/${id}`, { client: { ...client, client_type_id: types.administration } })
  expect(refusal(await call(server, 'GET /admin/clients', { headers }))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it("another system's connection of a MIS is no API-key of that MIS", async () => {
  const { secret } = made(await admin(`PUT /admin/clients/${mis.id}/connections`, { consumer_id: clinic.id, redirect_uri }))
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': secret }
  expect(refusal(await call(server, `GET /api/clients/${pharmacy.id}/connections`, { headers }))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it.each(['user_id', 'client_id'])('an approval that gets another %s takes the tokens of before along', async (field) => {
  const { id } = made(await admin('POST /admin/users', { user: { email: `moved-${field}@example.com`, password: 'Some-Password-1' } }))
  const approval = made(await admin('POST /admin/apps', { app: { user_id: id, client_id: clinic.id, scope: 'client:read' } }))
  const headers = await bearer(server, { user_id: id, client_id: clinic.id, scope: 'client:read' })
  const other = { user_id: administration.user.id, client_id: mis.id }[field]
  expect((await admin(`PATCH /admin/apps/${approval.id}`, { app: { [field]: other } })).status).toBe(200)
  expect(refusal(await call(server, `GET /api/clients/${clinic.id}`, { headers }))[0]).toBe(401)
})

it('an approval grows no longer than an answer may be', async () => {
  const scope = Array.from({ length: 819 }, (_, index) => `long:${String(index).padStart(4, '0')}`).join(' ')
  const list = await admin(`GET /admin/apps?user_id=${user.id}`)
  const { id } = list.body.data.find(({ client_id }: { client_id: string }) => client_id === clinic.id)
  await admin(`PATCH /admin/apps/${id}`, { app: { scope } })
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view patients:create' }
  const headers = { Authorization: `Bearer ${await logIn(server)}` }
  expect(faults(await call(server, 'POST /oauth/apps/authorize', { body: { app }, headers }))).toMatchObject([{ entry: '$.scope', rules: [{ rule: 'length' }] }])
  expect((await admin('GET /admin/apps')).status).toBe(200)
})

it('overlapping changes of a password leave the history as long as it is', async () => {
  const first = 'First-Password-1'
  const { id } = made(await admin('POST /admin/users', { user: { email: 'history@example.com', password: first } }))
  const change = (password: string) => admin(`PATCH /admin/users/${id}`, { user: { password } })
  await change('Second-Password-1')
  const statuses = (await Promise.all([1, 2, 3, 4].map(() => change('Third-Password-1')))).map(({ status }) => status)
  expect(statuses.toSorted()).toEqual([200, 422, 422, 422])
  expect(faults(await change(first))).toMatchObject([{ entry: '$.password', rules: [{ rule: 'password_used' }] }])
})

// On PostgreSQL a write takes its moment before it waits for the lock.
it.runIf(engine === 'sqlite')('a sign-in that waited behind a change of the password does not pass with the old one', async () => {
  const password = 'Present-Password-1'
  const { id } = made(await admin('POST /admin/users', { user: { email: 'waiting@example.com', password, tax_id: '3067305998' } }))
  const token = { grant_type: 'password', email: 'waiting@example.com', password, client_id: demo.portal, scope: 'app:authorize' }
  const change = admin(`PATCH /admin/users/${id}/actions/change_password`, { user: { password: 'Next-Password-1', current_password: password } })
  const signIns = Array.from({ length: 8 }, () => call(server, 'POST /auth/login', { body: { token } }))
  expect((await change).status).toBe(200)
  const changedAt = (await admin(`GET /admin/users/${id}`)).body.data.updated_at
  await Promise.all(signIns)
  const { data } = (await admin(`GET /admin/tokens?user_id=${id}`)).body
  for (const made of await Promise.all(data.map((each: { id: string }) => server.store.read.selectFrom('tokens').where('id', '=', each.id).select('inserted_at').executeTakeFirstOrThrow()))) {
    expect(made.inserted_at <= changedAt).toBe(true)
  }
})

it('a list as PHP writes it is a list, and a bracket on a single value is refused', async () => {
  expect((await admin(`GET /admin/users?ids[]=${user.id}`)).body.data).toMatchObject([{ id: user.id }])
  for (const query of [`user_ids[a]=x`, 'user_ids[]=x']) expect(faults(await admin(`GET /admin/user_roles?${query}`))).toMatchObject([{ entry: '$.user_ids[0]' }])
  expect(faults(await admin(`DELETE /admin/users/${user.id}/tokens?client_id[a]=${clinic.id}`))).toMatchObject([{ entry: '$.client_id' }])
})

it('filters in the body of a deletion are not taken for none', async () => {
  const { id } = made(await admin('POST /admin/users', { user: { email: 'body@example.com', password: 'Some-Password-1' } }))
  made(await admin(`POST /admin/users/${id}/roles`, { user_role: { role_id: roles.owner, client_id: clinic.id } }))
  expect(faults(await admin(`DELETE /admin/users/${id}/roles`, { role_name: 'NONE' }))).toMatchObject([{ rules: [{ description: 'must be in the query' }] }])
  expect((await admin(`GET /admin/users/${id}/roles`)).body.data).toHaveLength(1)
})

it('a token whose details are replaced no longer ends the refresh token of before', async () => {
  const { id } = made(await admin('POST /admin/tokens', { token: { name: 'access_token', value: 'a-token-with-a-past', expires_at: 4_102_444_800, user_id: user.id, details: { client_id: clinic.id, grant_type: 'authorization_code', scope: 'client:read' } } }))
  await server.store.write((db) => db.updateTable('tokens').set({ refresh_token_id: nobody }).where('id', '=', id).execute())
  await admin(`PATCH /admin/tokens/${id}`, { token: { details: { client_id: mis.id, grant_type: 'password', scope: '' } } })
  expect(await server.store.read.selectFrom('tokens').where('id', '=', id).select('refresh_token_id').executeTakeFirst()).toEqual({ refresh_token_id: null })
})
