import type { Database } from '../../server/store/schema.ts'
import type { Store } from '../../server/store/store.ts'
import { demo } from '../fixtures/demo.ts'

/** Rows of every table: one that lacks a table does not compile. */
type Rows = { [Table in keyof Database]: Database[Table][] }

const stamps = { inserted_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }
const largest = 2 ** 53 - 1

/** What databases, drivers and JSON are known to treat in different ways. */
const oddTexts = [
  ...['', ' ', 'Їжак із ґедзем', 'Ї'.normalize('NFD'), '😀', '\ufeff\uffff\u2028', '\u0001\t\r\n\u007f'],
  ...[`'; drop table "users" -- \\ %_$1 ?`, '007', '1e3', 'null', 'Ю'.repeat(100_000)],
]

/** More than a batch, and no multiple of one. */
export const tokenCount = 12_345

const rowsFor = <Row>(texts: string[], row: (text: string, id: string) => Row): Row[] => texts.map((text, index) => row(text, `odd-${index}`))
const numbered = <Row>(count: number, row: (id: string, index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => row(`row ${index}`, index))

const owner = { user_id: demo.user.id, client_id: demo.clinic.id }

/** To be added to the demo data, parents first. */
const rows: Rows = {
  users: rowsFor(oddTexts, (text, id) => ({
    id, email: `${id}@example.com`, password_hash: text, password_set_at: largest, tax_id: text, person_id: text,
    settings: JSON.stringify({ text }), is_blocked: 1, block_reason: text, ...stamps,
  })),
  client_types: [{ id: 'Type', name: 'Тип', scope: 'client:read', ...stamps }],
  roles: rowsFor(oddTexts.slice(0, -1), (text, id) => ({ id, name: `${id} ${text}`, scope: text, ...stamps })),
  clients: rowsFor(oddTexts, (text, id) => ({
    id, name: text, user_id: id, client_type_id: 'Type', settings: '{}', priv_settings: JSON.stringify([text]),
    is_blocked: 0, block_reason: null, ...stamps,
  })),
  connections: rowsFor(oddTexts, (text, id) => ({ id, client_id: id, consumer_id: demo.mis.id, redirect_uri: text, secret_hash: id, ...stamps })),
  user_roles: [{ id: 'a', user_id: 'odd-1', role_id: 'odd-2', client_id: 'odd-3', ...stamps }],
  global_user_roles: [{ id: 'b', user_id: 'odd-4', role_id: 'odd-5', ...stamps }],
  approvals: rowsFor(oddTexts, (scope, id) => ({ id, user_id: id, client_id: id, scope, ...stamps })),
  tokens: numbered(tokenCount, (id, index) => ({
    id, name: 'access_token', value_hash: id, ...owner, grant_type: 'password', scope: index % 2 === 0 ? null : '',
    scope_request: null, redirect_uri: null, refresh_token_id: null,
    expires_at: [largest + 1, largest, 2 ** 31, 1, 0, -1][index % 6]!, used_at: index % 3 === 0 ? null : index, ...stamps,
  })),
  sign_in_attempts: [{ id: 'c', account: 'odd-1', expires_at: 0 }],
  password_history: [{ id: 'd', user_id: 'odd-1', password_hash: '$argon2id$…', replaced_at: '' }],
  idempotency_records: numbered(1_001, (id, index) => ({ id, answer: index === 0 ? null : id, expires_at: largest })),
  jobs: [{ name: 'some_job', holder: 'somebody', held_until: 1, due_at: 2, runs: largest, failures: 0, handled_rows: 3 }],
  audit_events: rowsFor(oddTexts, (text, id) => ({
    id, inserted_at: stamps.inserted_at, act: text, outcome: 'refused', error_type: text, user_id: null, client_id: text, mis_client_id: null,
    object: text, address: null, request_id: text,
  })),
  rate_limits: numbered(2_000, (key, index) => ({ key, points: index, expires_at: Date.parse('2026-01-01') })),
}

/** Adds rows to every table of a database that has the demo data. */
export async function fillEveryTable(store: Store): Promise<void> {
  // The list has the tables of the type, and no other.
  for (const table of Object.keys(rows) as (keyof Database)[]) {
    for (const some of parts<object>(rows[table])) await store.write((db) => db.insertInto(table).values(some as never).execute())
  }
}

function parts<Row>(all: Row[], size = 500): Row[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/** All rows of every table, in an order that no database decides. */
export async function rowsOf({ read }: Store): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const table of Object.keys(rows) as (keyof Database)[]) {
    const all = await read.selectFrom(table).selectAll().execute()
    found[table] = all.map((row) => JSON.stringify(row)).toSorted()
  }
  return found
}
