import { afterAll, describe, expect, it } from 'vitest'
import type { InvalidEntry } from '../../sdk/src/generated/types.gen.ts'
import { administration, nobody } from '../fixtures/administration.ts'
import { call } from '../fixtures/call.ts'
import { demo } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const server = await startServer()
afterAll(server.close)

const { user, clinic, portal, pharmacy, mis } = demo
const { headers } = administration
const ids = (count: number) => Array.from({ length: count }, () => nobody).join(',')
const text = (length: number) => 'x'.repeat(length)
const uri = (length: number) => `https://example.com/${text(length - 20)}`
const email = (length: number) => `${text(length - 12)}@example.com`

interface Bound {
  target: string
  /** Around the field. */
  body?(value: unknown): object
  field: string
  /** A value of a length, in characters or members. */
  value(length: number): string
  longest: number
}

const refreshed = (field: string) => (value: unknown) => ({
  token: { grant_type: 'refresh_token', client_id: clinic.id, client_secret: 'x', refresh_token: 'x', [field]: value },
})
const exchanged = (field: string) => (value: unknown) => ({
  token: { grant_type: 'authorization_code', client_id: clinic.id, client_secret: 'x', code: 'x', redirect_uri: 'x', [field]: value },
})
const signedIn = (field: string) => (value: unknown) => ({
  token: { grant_type: 'password', client_id: portal, email: 'x', password: 'x', scope: 'x', [field]: value },
})
const tokens = 'POST /oauth/tokens'

const bounds: Bound[] = [
  ...['client_id', 'client_secret', 'refresh_token'].map((field) => ({ target: tokens, body: refreshed(field), field, value: text, longest: 255 })),
  ...['client_id', 'client_secret', 'code'].map((field) => ({ target: tokens, body: exchanged(field), field, value: text, longest: 255 })),
  { target: tokens, body: exchanged('redirect_uri'), field: 'redirect_uri', value: text, longest: 2_048 },
  { target: 'POST /auth/login', body: signedIn('client_id'), field: 'client_id', value: text, longest: 255 },
  { target: 'POST /auth/login', body: signedIn('email'), field: 'email', value: text, longest: 255 },
  { target: 'POST /auth/login', body: signedIn('password'), field: 'password', value: text, longest: 1_024 },
  { target: 'POST /admin/users', body: (value) => ({ user: { email: value, password: 'Some-Password-1' } }), field: 'email', value: email, longest: 255 },
  {
    target: `PATCH /admin/users/${user.id}/actions/change_password`,
    body: (value) => ({ user: { current_password: value, password: 'Another-Password-1' } }), field: 'current_password', value: text, longest: 1_024,
  },
  {
    target: `PUT /admin/clients/${pharmacy.id}/connections`,
    body: (value) => ({ consumer_id: clinic.id, redirect_uri: value }), field: 'redirect_uri', value: uri, longest: 2_048,
  },
  {
    target: `PATCH /admin/clients/${clinic.id}`,
    body: (value) => ({ client: { priv_settings: { access_type: 'DIRECT', broker_scope: value } } }),
    field: 'priv_settings.broker_scope', value: text, longest: 8_192,
  },
  {
    target: `PATCH /admin/clients/${clinic.id}`,
    body: (value) => ({ client: { settings: { allowed_grant_types: String(value).split(',') } } }),
    field: 'settings.allowed_grant_types', value: (length) => Array.from({ length }, () => 'password').join(','), longest: 10,
  },
  {
    target: `PATCH /admin/clients/${clinic.id}`,
    body: (value) => ({ client: { settings: { allowed_grant_types: [value] } } }), field: 'settings.allowed_grant_types[0]', value: text, longest: 64,
  },
  { target: 'GET /admin/users', field: 'ids', value: ids, longest: 100 },
  { target: 'GET /admin/user_roles', field: 'user_ids', value: ids, longest: 100 },
  { target: 'DELETE /admin/tokens', field: 'user_ids', value: ids, longest: 100 },
  { target: 'GET /admin/roles', field: 'name', value: text, longest: 255 },
  { target: 'GET /admin/roles', field: 'scope', value: text, longest: 8_192 },
  { target: 'GET /admin/audit_events', field: 'act', value: (length) => `be${text(length - 2).replace('x', 'X')}`, longest: 64 },
  { target: 'GET /admin/audit_events', field: 'object', value: (length) => `/${text(length - 1)}`, longest: 255 },
  { target: 'GET /admin/audit_events', field: 'request_id', value: text, longest: 200 },
  { target: 'GET /admin/apps', field: 'client_names', value: text, longest: 8_192 },
  { target: 'GET /admin/apps', field: 'client_names', value: (length) => Array.from({ length }, () => 'x').join(','), longest: 10 },
]

/** How answers call what is too long, ill-formed, or has too many members. */
const rules = ['length', 'format', 'schema']

/** Sends a value in its field or filter; gives the fields that are refused for their length, or for more values than they may list. */
async function tooLong({ target, body, field }: Bound, value: string): Promise<string[]> {
  const answer = body ? await call(server, target, { headers, body: body(value) }) : await call(server, `${target}?${field}=${value}`, { headers })
  const invalid: InvalidEntry[] = answer.body?.error?.invalid ?? []
  return invalid.flatMap(({ entry = '', rules: broken = [] }) => (broken.some(({ rule }) => rules.includes(rule ?? '')) ? [entry] : []))
}

describe.each(bounds)('$field of $target', (bound) => {
  const { field, value, longest } = bound

  it(`may be ${longest} long, and no longer`, async () => {
    expect(await tooLong(bound, value(longest))).toEqual([])
    expect(await tooLong(bound, value(longest + 1))).toEqual([`$.${field}`])
  })
})

it('the scope of a broker has no NUL', async () => {
  const client = { priv_settings: { access_type: 'DIRECT', broker_scope: 'a\0' } }
  const answer = await call(server, `PATCH /admin/clients/${clinic.id}`, { headers, body: { client } })
  expect(answer.body.error.invalid).toMatchObject([{ entry: '$.priv_settings.broker_scope', rules: [{ rule: 'format' }] }])
})

describe('a filter with nothing in it is refused', () => {
  it.each(['GET /admin/users?ids=', 'GET /admin/user_roles?user_ids=', 'DELETE /admin/tokens?user_ids='])('%s', async (target) => {
    expect(refusal(await call(server, target, { headers })).slice(0, 2)).toEqual([422, 'validation_failed'])
  })
})

/** Where there is nothing to do without one. */
describe('a request without its body is refused', () => {
  it.each([
    'POST /admin/clients', `PUT /admin/clients/${nobody}`, `PATCH /admin/clients/${nobody}`,
    `PUT /admin/clients/${nobody}/connections`, `PATCH /admin/clients/${nobody}/connections/${nobody}`,
    'POST /admin/client_types', `PUT /admin/client_types/${nobody}`, `PATCH /admin/client_types/${nobody}`,
    'POST /admin/roles', `PUT /admin/roles/${nobody}`, `PATCH /admin/roles/${nobody}`,
    'POST /admin/users', `PUT /admin/users/${nobody}`, `PATCH /admin/users/${nobody}`,
    `POST /admin/users/${nobody}/roles`, `POST /admin/users/${nobody}/global_roles`, `POST /admin/users/${nobody}/tokens/access`,
    'POST /admin/apps', `PUT /admin/apps/${nobody}`, `PATCH /admin/apps/${nobody}`,
    'POST /admin/tokens', `PUT /admin/tokens/${nobody}`, `PATCH /admin/tokens/${nobody}`,
  ])('%s', async (target) => {
    // Without a body there is no type of it either.
    expect(refusal(await call(server, target, { headers })).slice(0, 2)).toEqual([415, 'content_type_invalid'])
  })
})

it.each(['PUT', 'PATCH'])('%s of an own connection without its body is refused', async (method) => {
  const own = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  const answer = await call(server, `${method} /api/clients/${pharmacy.id}/connections/${nobody}`, { headers: own })
  expect(refusal(answer).slice(0, 2)).toEqual([415, 'content_type_invalid'])
})

describe('a body that its operation does not know is refused with all members that it lacks or has too many', () => {
  it.each([
    [`POST /admin/users/${user.id}/global_roles`, '$.global_user_role'],
    [`POST /admin/users/${user.id}/tokens/access`, '$.token'],
    [`PATCH /admin/users/${user.id}/actions/change_password`, '$.user'],
  ])('%s', async (target, wrapper) => {
    const answer = await call(server, target, { headers, body: { others: {} } })
    expect(refusal(answer).slice(0, 2)).toEqual([400, 'request_malformed'])
    expect(answer.body.error.invalid.map(({ entry }: { entry: string }) => entry)).toContain(wrapper)
  })
})
