import { afterAll, describe, expect, it } from 'vitest'
import { administrate, bearer, made, types } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic, pharmacy, mis } = demo
const missingScope = (scope: string) => [403, 'forbidden', `Your scope does not allow to access this resource. Missing allowances: ${scope}`]
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

describe('a client administrates', () => {
  /** A token of a client of a new type with this name. */
  async function ofType(name: string) {
    const type = made(await admin('POST /admin/client_types', { client_type: { name, scope: 'role:read' } }))
    const client = made(await admin('POST /admin/clients', { client: { name, user_id: user.id, client_type_id: type.id, priv_settings: { access_type: 'DIRECT' } } }))
    return bearer(server, { user_id: user.id, client_id: client.id, scope: 'role:read' })
  }

  it('when its type is NHS', async () => {
    expect((await call(server, 'GET /admin/roles', { headers: await ofType('NHS') })).status).toBe(200)
  })

  it.each(['nhs', 'NHS ADMIN', 'MITHRIL', 'Mithril ADMIN'])('not when its type is %s', async (name) => {
    expect(refusal(await call(server, 'GET /admin/roles', { headers: await ofType(name) }))).toEqual([403, 'forbidden'])
  })

  it.each([clinic.id, mis.id, demo.portal])('not because its token has the scope: %s', async (client_id) => {
    const headers = await bearer(server, { user_id: '4261eacf-8008-4e62-899f-de1e2f7065f0', client_id, scope: 'role:read' })
    expect(refusal(await call(server, 'GET /admin/roles', { headers }))).toEqual([403, 'forbidden'])
  })

  it('not without the scope, which is told first', async () => {
    const headers = await bearer(server, { user_id: user.id, client_id: clinic.id, scope: 'role:read' })
    expect(refusal(await call(server, 'POST /admin/roles', { headers, body: {} }))).toEqual(missingScope('role:write'))
  })

  it('no longer once it has another type', async () => {
    const { id } = made(await admin('POST /admin/clients', { client: { name: 'A', user_id: user.id, client_type_id: types.administration, priv_settings: { access_type: 'DIRECT' } } }))
    const headers = await bearer(server, { user_id: user.id, client_id: id, scope: 'role:read' })
    expect((await call(server, 'GET /admin/roles', { headers })).status).toBe(200)
    await admin(`PATCH /admin/clients/${id}`, { client: { client_type_id: types.clinic } })
    expect(refusal(await call(server, 'GET /admin/roles', { headers }))).toEqual([403, 'forbidden'])
  })

  it('through its MIS, when it is a BROKER client', async () => {
    const { id } = made(await admin('POST /admin/clients', { client: { name: 'A', user_id: user.id, client_type_id: types.administration } }))
    const headers = await bearer(server, { user_id: user.id, client_id: id, scope: 'role:read client:read' })
    expect(refusal(await call(server, 'GET /admin/clients', { headers }))).toEqual([401, 'access_denied', 'API-KEY header required'])
    expect((await call(server, 'GET /admin/clients', { headers: { ...headers, 'API-key': mis.apiKey } })).status).toBe(200)
    expect(refusal(await call(server, 'GET /admin/roles', { headers: { ...headers, 'API-key': mis.apiKey } }))).toEqual(missingScope('role:read'))
  })
})

it('TOKENS_TYPES_ADMIN says which types administrate, and no others do', async () => {
  const fixtures = await demoFixtures(({ tokens }) => {
    tokens.push({ name: 'access_token', value: 'of-the-clinic', user_id: user.id, expires_in: 3600, details: { client_id: clinic.id, grant_type: 'password', scope: 'client:read' } })
  })
  await using own = await startServer({ fixtures, settings: { adminClientTypes: ['MIS', 'MSP'] } })
  const headers = { Authorization: 'Bearer of-the-clinic' }
  expect(refusal(await administrate(own)('GET /admin/clients'))).toEqual([403, 'forbidden'])
  expect((await administrate(own)('GET /api/clients')).body.paging.total_entries).toBe(1)
  expect((await call(own, 'GET /admin/clients', { headers })).body.paging.total_entries).toBe(6)
  expect((await call(own, `GET /api/clients/${pharmacy.id}`, { headers })).status).toBe(200)
})
