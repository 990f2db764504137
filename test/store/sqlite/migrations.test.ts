import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, it, onTestFinished } from 'vitest'
import { hashPassword } from '../../../server/secrets/password-hash.ts'
import { hashSecretValue } from '../../../server/secrets/secret-value.ts'
import { migrations } from '../../../server/store/migrations.ts'
import type { Database } from '../../../server/store/schema.ts'
import { call } from '../../fixtures/call.ts'
import { openAt } from '../../fixtures/database.ts'
import { startServer } from '../../fixtures/start-server.ts'

const stamps = { inserted_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }
const id = (number: number) => `12121212-1212-4121-8121-00000000000${number}`
const password = 'Some-Password-1'
const token = 'value-of-the-only-token'

const rows = {
  users: [{ id: id(1), email: 'old@example.com', password_hash: await hashPassword(password), password_set_at: 4_000_000_000, tax_id: '1', person_id: '', settings: '{}', is_blocked: 0, block_reason: null, ...stamps }],
  client_types: [{ id: id(2), name: 'MITHRIL ADMIN', scope: 'user:read user:write token:write', ...stamps }],
  clients: [{ id: id(3), name: 'Адміністрація', user_id: id(1), client_type_id: id(2), settings: '{}', priv_settings: '{"access_type":"DIRECT"}', is_blocked: 0, block_reason: null, ...stamps }],
  tokens: [{
    id: id(4), name: 'access_token', value_hash: hashSecretValue(token), user_id: id(1), client_id: id(3), grant_type: 'password', scope: 'user:read user:write token:write',
    scope_request: null, redirect_uri: null, refresh_token_id: null, expires_at: 4_102_444_800, used_at: null, ...stamps,
  }],
} satisfies Partial<{ [Table in keyof Database]: Database[Table][] }>

const names = ['users', 'client_types', 'clients', 'tokens'] as const

/** A database as the first version of this program has left it, with rows in it. */
async function firstDatabase(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'first.db')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: new SQLite(file) }) })
  const { error } = await new Migrator({ db, provider: migrations }).migrateTo('0001_first')
  if (error !== undefined) throw error
  for (const name of names) await db.insertInto(name).values(rows[name]).execute()
  await db.destroy()
  return file
}

/** The names of what a database consists of. */
function parts(file: string): string[] {
  const database = new SQLite(file, { readonly: true })
  const found = database.prepare<[], { name: string }>("select name from sqlite_master where type in ('table', 'index') and name not like 'sqlite_%'").all()
  database.close()
  return found.map(({ name }) => name).toSorted()
}

it('a database of the first version keeps its rows and gets what is new', async () => {
  const file = await firstDatabase()
  const before = parts(file)
  expect(before).not.toContain('password_history')
  const store = await openAt(`sqlite:${file}`)
  for (const name of names) expect(await store.read.selectFrom(name).selectAll().execute()).toEqual(rows[name])
  await store.close()
  expect(parts(file).filter((name) => !before.includes(name))).toEqual([
    'approvals_client_id', 'approvals_in_order', 'audit_events', 'audit_events_act', 'audit_events_client_id', 'audit_events_in_order',
    'audit_events_mis_client_id', 'audit_events_object', 'audit_events_outcome', 'audit_events_request_id', 'audit_events_user_id',
    'clients_client_type_id', 'clients_in_order', 'clients_user_id', 'connections_consumer_id', 'connections_in_order',
    'global_user_roles_role_id', 'idempotency_records', 'idempotency_records_expires_at', 'jobs', 'password_history',
    'password_history_user', 'rate_limits', 'rate_limits_expires_at', 'sign_in_attempts', 'sign_in_attempts_account',
    'sign_in_attempts_expires_at', 'tokens_client_id', 'tokens_expires_at', 'tokens_in_order', 'user_roles_client_id',
    'user_roles_in_order', 'user_roles_role_id', 'users_in_order', 'users_password_set_at',
  ])
})

it('a database of the first version ends up as a new one begins', async () => {
  const [old, fresh] = [await firstDatabase(), `${await firstDatabase()}.new`]
  for (const file of [old, fresh]) await (await openAt(`sqlite:${file}`)).close()
  expect(parts(old)).toEqual(parts(fresh))
})

it('a database that is up to date is not changed by opening it again', async () => {
  const file = await firstDatabase()
  await (await openAt(`sqlite:${file}`)).close()
  const applied = () => {
    const database = new SQLite(file, { readonly: true })
    const found = database.prepare('select * from kysely_migration').all()
    database.close()
    return found
  }
  const before = applied()
  expect(before).toHaveLength(4)
  await (await openAt(`sqlite:${file}`)).close()
  expect(applied()).toEqual(before)
})

it('a server goes on with a database of the first version: its token works, and its passwords have a history', async () => {
  await using server = await startServer({ databaseUrl: `sqlite:${await firstDatabase()}` })
  const headers = { Authorization: `Bearer ${token}` }
  expect((await call(server, 'GET /admin/users', { headers })).body.data.map(({ email }: { email: string }) => email)).toEqual(['old@example.com'])
  const patch = (changed: string) => call(server, `PATCH /admin/users/${id(1)}`, { headers, body: { user: { password: changed } } })
  expect((await patch('Other-Password-1')).status).toBe(200)
  expect((await patch(password)).body.error.invalid).toMatchObject([{ entry: '$.password', rules: [{ rule: 'password_used' }] }])
})

it('the order of lists, and the tokens of a client, are found by an index', async () => {
  const file = await firstDatabase()
  await (await openAt(`sqlite:${file}`)).close()
  const database = new SQLite(file, { readonly: true })
  const plan = (query: string) => database.prepare<[], { detail: string }>(`explain query plan ${query}`).all().map(({ detail }) => detail).join('; ')
  for (const table of ['users', 'clients', 'connections', 'user_roles', 'approvals', 'tokens']) {
    expect(plan(`select * from ${table} order by inserted_at, id limit 50`)).toContain(`USING INDEX ${table}_in_order`)
  }
  expect(plan("select * from tokens where client_id = 'x'")).toContain('USING INDEX tokens_client_id')
  expect(plan("select * from password_history where user_id = 'x'")).toContain('USING INDEX password_history_user')
  database.close()
})
