import { afterAll, describe, expect, it } from 'vitest'
import type { AuditEventRow } from '../../../server/store/schema.ts'
import { administrate, administration, bearer, fault, faults, nobody } from '../../fixtures/administration.ts'
import { auditEvent } from '../../fixtures/audit-event.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { clinic, pharmacy, mis, portal } = demo
const connection = '9d2f6a51-6f0c-4b64-9f0e-6a0f6e3c5c11'
const at = (time: string) => `2026-03-01T${time}Z`

/** Newest first. Two are of the same moment, which their ids put in order. */
const changes: Record<string, Partial<AuditEventRow>> = {
  rotation: { inserted_at: at('12:00:00.000'), object: `/admin/clients/${pharmacy.id}/connections/${connection}` },
  guess: {
    inserted_at: at('11:00:00.000'), act: 'logInUser', outcome: 'refused',
    error_type: 'access_denied', client_id: null, mis_client_id: null, object: null,
  },
  unknown: {
    inserted_at: at('10:00:01.000'), act: 'createToken', outcome: 'refused', error_type: 'invalid_client',
    user_id: null, client_id: null, mis_client_id: null, object: `/admin/clients/${pharmacy.id}-1`, address: null,
  },
  renaming: {
    inserted_at: at('10:00:00.100'), act: 'updateClient',
    user_id: administration.user.id, client_id: administration.client, mis_client_id: null,
  },
  lookalike: { inserted_at: at('10:00:00.000'), act: 'updateClientType', mis_client_id: null, object: '/admin/client-types/7', address: null },
  typing: { inserted_at: at('10:00:00.000'), act: 'updateClientType', mis_client_id: null, object: '/admin/client_types/7' },
  twelfth: { inserted_at: at('09:00:00.000'), act: 'updateUser', object: '/admin/users/12', address: null },
  role: { inserted_at: at('08:00:00.000'), act: 'createUserRole', client_id: clinic.id, object: '/admin/users/1/roles/7' },
  first: {
    inserted_at: at('07:59:59.999'), act: 'updateUser', outcome: 'refused',
    error_type: 'forbidden', object: '/admin/users/1', request_id: 'the-request-that-was-refused',
  },
}
const names = Object.keys(changes)
const idOf = (name: string) => `99999999-9999-7999-8999-00000000000${names.length - names.indexOf(name)}`
const events = names.map((name) => auditEvent({ id: idOf(name), ...changes[name] }))

const server = await startServer()
// In the order that is the least like the one of the list.
await server.store.write((db) => db.insertInto('audit_events').values(events.toReversed()).execute())
afterAll(server.close)
const admin = administrate(server)
const list = (query: Record<string, string> = {}) => admin(`GET /admin/audit_events?${new URLSearchParams(query)}`)
const found = async (query: Record<string, string>) => {
  const { body } = await list(query)
  expect(body.paging.total_entries).toBe(body.data.length)
  return body.data.map(({ id }: { id: string }) => names.find((name) => idOf(name) === id))
}

describe('the audit log', () => {
  it('is listed newest first, with all that is known of each event', async () => {
    const answer = await list()
    expect(answer.status).toBe(200)
    expect(answer.body.data).toEqual(events)
    expect(answer.body.paging).toEqual({ page_number: 1, page_size: 50, total_entries: events.length, total_pages: 1 })
    expect(answerBreaches('listAuditEvents', answer)).toEqual([])
  })

  it('has its newest events on the first page', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => list({ page: String(page), page_size: '4' })))
    expect(pages.map(({ body }) => body.data)).toEqual([events.slice(0, 4), events.slice(4, 8), events.slice(8)])
  })
})

it('whoever is refused for an id that is none leaves an event without an object, and a list that fits the contract', async () => {
  await using own = await startServer()
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  const ids = ['x'.repeat(300), 'owner', '%00', 'Їжак', '..%2F..%2Fadmin%2Fusers']
  for (const id of ids) expect((await call(own, `GET /api/clients/${id}`, { headers })).status).toBe(403)
  const answer = await administrate(own)('GET /admin/audit_events')
  expect(answerBreaches('listAuditEvents', answer)).toEqual([])
  const refused = { act: 'getClientProfile', outcome: 'refused', error_type: 'forbidden', client_id: pharmacy.id, object: null }
  expect(answer.body.data).toMatchObject(ids.map(() => refused))
})

describe('events are found', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ act: 'updateUser' }, ['twelfth', 'first']],
    [{ act: 'updateNothing' }, []],
    [{ outcome: 'refused' }, ['guess', 'unknown', 'first']],
    [{ outcome: 'refused', act: 'updateUser' }, ['first']],
    [{ user_id: administration.user.id.toUpperCase() }, ['renaming']],
    [{ user_id: nobody }, []],
    [{ client_id: clinic.id }, ['role']],
    [{ mis_client_id: mis.id }, ['rotation', 'twelfth', 'role', 'first']],
    [{ mis_client_id: clinic.id }, []],
    [{ request_id: 'the-request-that-was-refused' }, ['first']],
    [{ request_id: 'The-Request-That-Was-Refused' }, []],
    [{ nobody_knows: 'this' }, names],
  ])('by %j', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  it.each<[string, string[]]>([
    [`/admin/clients/${pharmacy.id}`, ['rotation', 'renaming']],
    [`/ADMIN/clients/${pharmacy.id.toUpperCase()}`, ['rotation', 'renaming']],
    [`/admin/clients/${pharmacy.id}/connections`, ['rotation']],
    [`/admin/clients/${pharmacy.id}/connections/${connection}`, ['rotation']],
    [`/admin/clients/${pharmacy.id.slice(0, -1)}`, []],
    ['/admin/users/1', ['role', 'first']],
    ['/admin/users/12', ['twelfth']],
    ['/admin/users', ['twelfth', 'role', 'first']],
    ['/admin/client_types', ['typing']],
    ['/users/1', []],
  ])('by their object %s and what is below it', async (object, expected) => {
    expect(await found({ object })).toEqual(expected)
  })

  it.each<[from: string, to: string, string[]]>([
    ['10:00:00', '11:00:00', ['unknown', 'renaming', 'lookalike', 'typing']],
    ['10:00:00.000', '10:00:00.1', ['lookalike', 'typing']],
    ['10:00:00.1', '10:00:00.101', ['renaming']],
    ['10:00:00.001', '10:00:01', ['renaming']],
    ['07:59:59.999', '08:00:00', ['first']],
    ['12:00:00', '12:00:00', []],
    ['12:00:00', '10:00:00', []],
  ])('from %s on and before %s', async (from, to, expected) => {
    expect(await found({ from: at(from), to: at(to) })).toEqual(expected)
  })

  it('from one moment on, or before one', async () => {
    expect(await found({ from: at('11:00:00') })).toEqual(['rotation', 'guess'])
    expect(await found({ to: at('09:00:00') })).toEqual(['role', 'first'])
  })

  it.each<[field: string, value: string, rule: string, description: string, params: unknown]>([
    ['act', 'update-user', 'format', 'must be an operationId, such as refreshClientSecret', ['^[a-z]+([A-Z][a-z]+)+$']],
    ['outcome', 'done', 'inclusion', 'is invalid', ['success', 'refused']],
    ['user_id', 'owner', 'cast', 'is invalid', ['uuid']],
    ['client_id', 'pharmacy', 'cast', 'is invalid', ['uuid']],
    ['mis_client_id', '', 'required', "can't be blank", []],
    ['request_id', 'the-request-refused', 'length', 'should be at least 20 character(s)', { min: 20 }],
    ['request_id', 'the request that was refused', 'format', 'must be visible ASCII, without blanks', ['^[\\x21-\\x7e]+$']],
    ['from', 'yesterday', 'format', 'has invalid format', ['date-time']],
    ['from', '2026-02-30T00:00:00Z', 'format', 'has invalid format', ['date-time']],
    ['to', '2026-03-01', 'format', 'has invalid format', ['date-time']],
  ])('not by a %s of %j', async (field, value, rule, description, params) => {
    expect(faults(await list({ [field]: value }))).toEqual([fault(field, rule, description, params)])
  })

  it.each(['2026-03-01T10:00:00+02:00', '2016-12-31T23:59:60Z', '2026-03-01T10:00:00.0001Z', '2026-03-01t10:00:00z'])('not from %s', async (from) => {
    const [{ entry, rules }] = faults(await list({ from, to: from }))
    expect([entry, rules[0].description]).toEqual(['$.from', 'must be a moment in UTC, such as 2026-11-22T08:30:00Z'])
  })

  it.each(['/admin/users/', 'admin/users', '/', '/admin//users', '/admin/users/%', '/admin/users\0'])('not by the object %j', async (object) => {
    expect(faults(await list({ object }))).toEqual([expect.objectContaining({ entry: '$.object' })])
  })

  it('not by two acts', async () => {
    expect(faults(await admin('GET /admin/audit_events?act=updateUser&act=createRole'))[0].entry).toBe('$.act')
  })
})

describe('the audit log is closed', () => {
  const token = { user_id: administration.user.id, client_id: administration.client }

  it('to administrators without its scope, of whatever others', async () => {
    await using own = await startServer()
    const headers = await bearer(own, { ...token, scope: 'audit_event:write token:read user:read client:read' })
    const message = 'Your scope does not allow to access this resource. Missing allowances: audit_event:read'
    expect(refusal(await call(own, 'GET /admin/audit_events', { headers }))).toEqual([403, 'forbidden', message])
  })

  it('to clients that do not administrate, whatever their scope', async () => {
    await using own = await startServer()
    for (const client_id of [portal, clinic.id, mis.id]) {
      const headers = await bearer(own, { ...token, client_id, scope: 'audit_event:read' })
      expect(refusal(await call(own, 'GET /admin/audit_events', { headers }))).toEqual([403, 'forbidden'])
    }
  })

  it('to everybody without a token', async () => {
    expect(refusal(await call(server, 'GET /admin/audit_events')).slice(0, 2)).toEqual([401, 'access_denied'])
  })

  it('but not to administrators who have its scope and no other', async () => {
    await using own = await startServer()
    const headers = await bearer(own, { ...token, scope: 'audit_event:read' })
    expect((await call(own, 'GET /admin/audit_events', { headers })).status).toBe(200)
  })

  it('to changes, also of administrators', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await admin(`${method} /admin/audit_events`)
      expect(refusal(answer)).toEqual([405, 'method_not_allowed'])
      expect(answer.headers.get('allow')).toBe('GET')
      expect(refusal(await admin(`${method} /admin/audit_events/${idOf('first')}`)).slice(0, 2)).toEqual([404, 'not_found'])
    }
    expect((await list()).body.data).toEqual(events)
  })
})
