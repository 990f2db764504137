import { afterAll, describe, expect, it } from 'vitest'
import { administrate, faults, made, roles, taken, types } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { demo, logIn, refreshGrant } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'

const { user, clinic } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)
let number = 0

const beyondRoles = [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']

/** Approves the clinic for the demo user, who is signed in anew. */
async function authorize(on: TestServer, scope: string) {
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope }
  return call(on, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${await logIn(on)}` } })
}

describe.each([
  ['/admin/roles', 'role'],
  ['/admin/client_types', 'client_type'],
])('%s', (path, wrapper) => {
  const create = (fields: object) => admin(`POST ${path}`, { [wrapper]: fields })

  it('is kept with each scope once, in the order in which they come', async () => {
    const { id, scope } = made(await create({ name: `NAME ${++number}`, scope: '  b:read a:read\tb:read \n a:write ' }))
    expect(scope).toBe('b:read a:read a:write')
    expect((await admin(`PATCH ${path}/${id}`, { [wrapper]: { scope: 'c:read  c:read' } })).body.data.scope).toBe('c:read')
  })

  it.each(['POST', 'PUT', 'PATCH'])('has a name that nothing else has: %s', async (method) => {
    const name = `NAME ${++number}`
    const { id } = made(await create({ name, scope: 'a:read' }))
    const { id: otherId } = made(await create({ name: `OTHER ${number}`, scope: 'a:read' }))
    if (method === 'POST') expect(faults(await create({ name, scope: 'b:read' }))).toEqual([taken('name')])
    else expect(faults(await admin(`${method} ${path}/${otherId}`, { [wrapper]: { name } }))).toEqual([taken('name')])
    expect((await admin(`PATCH ${path}/${id}`, { [wrapper]: { name, scope: 'b:read' } })).body.data).toEqual({ id, name, scope: 'b:read' })
    expect((await admin(`GET ${path}/${otherId}`)).body.data).toEqual({ id: otherId, name: `OTHER ${number}`, scope: 'a:read' })
  })

  it('has a name that differs already in capital letters', async () => {
    made(await create({ name: `name ${++number}`, scope: 'a:read' }))
    made(await create({ name: `NAME ${number}`, scope: 'a:read' }))
  })

  it('of a name that was deleted can be made again', async () => {
    const name = `NAME ${++number}`
    const { id } = made(await create({ name, scope: 'a:read' }))
    expect((await admin(`DELETE ${path}/${id}`)).status).toBe(204)
    expect(made(await create({ name, scope: 'a:read' })).id).not.toBe(id)
  })

  it('is made once when many ask at once', async () => {
    const name = `NAME ${++number}`
    const answers = await Promise.all([1, 2, 3, 4].map(() => create({ name, scope: 'a:read' })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422])
  })
})

describe('a client type', () => {
  it('that clients have cannot be deleted, and nothing is', async () => {
    const counts = () => Promise.all(['clients', 'connections', 'client_types', 'user_roles'].map(async (table) => (await server.store.read.selectFrom(table as 'clients').selectAll().execute()).length))
    const before = await counts()
    expect(refusal(await admin(`DELETE /admin/client_types/${types.clinic}`))).toEqual([409, 'request_conflict', 'Clients have this type.'])
    expect(await counts()).toEqual(before)
    expect((await admin(`GET /admin/client_types/${types.clinic}`)).status).toBe(200)
  })

  it('can be deleted once its clients are gone', async () => {
    const { id } = made(await admin('POST /admin/client_types', { client_type: { name: `TYPE ${++number}`, scope: 'a:read' } }))
    const client = made(await admin('POST /admin/clients', { client: { name: 'Клініка', user_id: user.id, client_type_id: id } }))
    expect(refusal(await admin(`DELETE /admin/client_types/${id}`))[0]).toBe(409)
    await admin(`DELETE /admin/clients/${client.id}`)
    expect((await admin(`DELETE /admin/client_types/${id}`)).status).toBe(204)
  })

  it('that gets narrower limits the next approval, and leaves what was approved', async () => {
    await using own = await startServer()
    const { value } = (await call(own, 'POST /oauth/tokens', { body: refreshGrant })).body.data
    await administrate(own)(`PATCH /admin/client_types/${types.clinic}`, { client_type: { scope: 'patients:view' } })
    expect(refusal(await authorize(own, 'patients:create'))).toEqual([422, 'request_malformed', 'Scope is not allowed by client type.'])
    expect((await authorize(own, 'patients:view')).status).toBe(201)
    const refreshed = (await call(own, 'POST /oauth/tokens', { body: refreshGrant })).body.data
    expect(refreshed.details.scope.split(' ')).toContain('patients:create')
    expect((await call(own, 'GET /user/roles', { headers: { Authorization: `Bearer ${value}` } })).status).toBe(200)
  })
})

describe('a role', () => {
  it('that is deleted is taken from all who have it; approvals and tokens stay', async () => {
    await using own = await startServer()
    const administrateOwn = administrate(own)
    made(await administrateOwn(`POST /admin/users/${user.id}/global_roles`, { global_user_role: { role_id: roles.owner } }))
    const kept = async () => [await own.store.read.selectFrom('approvals').selectAll().execute(), await own.store.read.selectFrom('tokens').selectAll().execute()]
    const before = await kept()
    expect((await administrateOwn(`DELETE /admin/roles/${roles.owner}`)).status).toBe(204)
    expect(await kept()).toEqual(before)
    expect((await administrateOwn('GET /admin/user_roles')).body.data.map(({ role_name }: { role_name: string }) => role_name)).toEqual(['PHARMACY_OWNER'])
    expect((await administrateOwn(`GET /admin/users/${user.id}/global_roles`)).body.data).toEqual([])
    expect((await call(own, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
    expect(refusal(await authorize(own, 'patients:view'))).toEqual(beyondRoles)
  })

  it('that changes counts at the next approval, and no earlier one changes', async () => {
    await using own = await startServer()
    await administrate(own)(`PUT /admin/roles/${roles.owner}`, { role: { scope: 'patients:view' } })
    expect(refusal(await authorize(own, 'patients:create'))).toEqual(beyondRoles)
    expect((await authorize(own, 'patients:view')).status).toBe(201)
    const { data } = (await administrate(own)(`GET /admin/apps?user_id=${user.id}&client_ids=client-${clinic.id}`)).body
    expect(data[0].scope.split(' ')).toContain('patients:create')
  })
})
