import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { StartError } from '../../server/start-error.ts'
import { userDefaults } from '../../server/users/user-defaults.ts'
import { call } from '../fixtures/call.ts'
import { openAt } from '../fixtures/database.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { changeOutside } from '../fixtures/open-outside.ts'
import { runOn } from '../fixtures/run-on-postgres.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { addTokens, addWindows } from '../server/jobs/rows.ts'
import { copy, filledTables, holdTable, rowsAt, startDatabases, type Engine } from './databases.ts'
import { fillEveryTable, rowsOf, tokenCount } from './rows-of-every-table.ts'

const databases = await startDatabases()
afterAll(() => databases[Symbol.asyncDispose]())

const { pharmacy, mis, administrator } = demo
const change = (databaseUrl: string, statements: string) => changeOutside({ settings: { databaseUrl } }, statements)

/** Runs the program as `npm run migrate-data -- …` does. */
const startCopy = (from: string, to: string) =>
  startProcess({ main: join(import.meta.dirname, '../../server/migrate-data/migrate-data.ts'), args: ['--from', from, '--to', to] })

it('every row of every table arrives as it was, on either engine', async ({ annotate }) => {
  const first = await databases.make('sqlite', 'demo')
  const store = await openAt(first)
  await fillEveryTable(store)
  const expected = await rowsOf(store)
  await store.close()
  const [there, back] = [await databases.make('postgres'), await databases.make('sqlite')]
  const copied = await copy(first, there)
  expect(await rowsAt(there)).toEqual(expected)
  await copy(there, back)
  expect(await rowsAt(back)).toEqual(expected)

  const tables = await runOn(there, "select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'")
  expect(copied.map(({ table }) => table.name).toSorted()).toEqual(tables.map(({ name }) => name).toSorted())
  expect(Object.fromEntries(copied.map(({ table, content }) => [table.name, content.rows]))).toEqual(
    Object.fromEntries(Object.entries(expected).map(([table, rows]) => [table, rows.length])),
  )
  await annotate(`${tables.length} tables, ${tokenCount.toLocaleString('en')} tokens, SQLite to PostgreSQL and back`, 'figure')
})

describe.each<{ from: Engine; to: Engine }>([
  { from: 'sqlite', to: 'postgres' },
  { from: 'postgres', to: 'sqlite' },
])('a service that has moved from $from to $to', ({ from, to }) => {
  it('takes the passwords, secrets and tokens of before, and gives an answer again that was kept for its idempotency key', async () => {
    const [old, fresh] = [await databases.make(from, 'demo'), await databases.make(to)]
    const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey, 'X-Idempotency-Key': randomUUID() }
    const refreshSecret = (server: TestServer) => call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers })
    let code: string
    let secret: string
    {
      await using before = await startServer({ databaseUrl: old })
      code = await approve(before)
      secret = (await refreshSecret(before)).body.data.secret
    }
    await copy(old, fresh)

    await using after = await startServer({ databaseUrl: fresh })
    expect((await refreshSecret(after)).body.data.secret).toBe(secret)
    const { id: client_id, refreshToken: refresh_token } = pharmacy
    const ownGrant = { token: { ...refreshGrant.token, client_id, client_secret: secret, refresh_token } }
    const answers = [
      await call(after, 'POST /oauth/tokens', { body: refreshGrant }),
      await call(after, 'POST /oauth/tokens', { body: ownGrant }),
      await call(after, 'POST /oauth/tokens', { body: codeGrant(code) }),
      await call(after, 'GET /admin/roles', { headers: { Authorization: `Bearer ${administrator.token}` } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 200])
    expect(await logIn(after)).toMatch(/./)
  })
})

it.each<Engine>(['sqlite', 'postgres'])('a target on %s that has a row, whatever it is, is refused and keeps it', async (engine) => {
  const [from, to] = [await databases.make('sqlite', 'demo'), await databases.make(engine)]
  const target = await openAt(to)
  await addWindows(target, {})
  await target.close()
  const before = await rowsAt(to)
  await expect(copy(from, to)).rejects.toThrow(new StartError('the target must be empty, and has 1 row in rate_limits'))
  expect(await rowsAt(to)).toEqual(before)
})

/** Makes SQLite do something for each row that has come into a table. */
const afterInsert = (table: string, statement: string) => `create trigger disturb after insert on ${table} begin ${statement}; end`

/** Makes PostgreSQL do something for each row that comes into a table. */
const onInsert = (table: string, statement: string) => `
  create function disturb() returns trigger language plpgsql as $$ begin ${statement}; end $$;
  create trigger disturb before insert on ${table} for each row execute function disturb()`

const skipOwner = `if new.user_id = '${demo.user.id}' then return null; end if; return new`
const notTheSame = (table: string) => `the rows of ${table} are not the same in the target`

describe('after a fault in the middle the target has no rows:', () => {
  it.each<[what: string, engine: Engine, statements: string, message: string | RegExp]>([
    ['a row that SQLite refuses', 'sqlite', afterInsert('tokens', "select raise(abort, 'no tokens here')"), 'no tokens here'],
    ['a row that PostgreSQL refuses', 'postgres', onInsert('tokens', "raise exception 'no tokens here'"), 'no tokens here'],
    ['a connection that ends', 'postgres', onInsert('tokens', 'perform pg_terminate_backend(pg_backend_pid()); return new'), /terminat/],
    ['a value that changes on its way into SQLite', 'sqlite', afterInsert('roles', "update roles set scope = ''"), notTheSame('roles')],
    ['a value that changes on its way into PostgreSQL', 'postgres', onInsert('roles', "new.scope := ''; return new"), notTheSame('roles')],
    ['a row that is left out', 'postgres', onInsert('approvals', skipOwner), notTheSame('approvals')],
  ])('%s', async (_what, engine, statements, message) => {
    const [from, to] = [await databases.make('sqlite', 'demo'), await databases.make(engine)]
    await change(to, statements)
    await expect(copy(from, to)).rejects.toThrow(message)
    expect(await filledTables(to)).toEqual([])
  })

  it('a source that changes meanwhile', async () => {
    const [from, to] = [await databases.make('postgres', 'demo'), await databases.make('postgres')]
    const hold = await holdTable(to, 'clients')
    const message = 'the rows of users have changed in the source meanwhile; stop every service that uses it first'
    const copied = expect(copy(from, to)).rejects.toThrow(new StartError(message))
    await hold.isWaitedFor()
    const source = await openAt(from)
    // The users have been copied, and the tokens have not.
    const row = { ...userDefaults, id: 'late', email: 'late', password_hash: '', password_set_at: 0, tax_id: '', inserted_at: '', updated_at: '' }
    await source.write((db) => db.insertInto('users').values(row).execute())
    await addTokens(source, { user_id: 'late' })
    await source.close()
    await hold.release()
    await copied
    expect(await filledTables(to)).toEqual([])
  })

  it('a source whose rows are not all found by their key', async () => {
    const [from, to] = [await databases.make('sqlite', 'demo'), await databases.make('sqlite')]
    const numbers = 'with recursive row(number) as (select 1 union all select number + 1 from row where number < 1200)'
    await change(from, `insert into idempotency_records ${numbers} select null, null, 0 from row`)
    const message = 'of the 1200 rows of idempotency_records only 1000 are found by their id; is the source damaged?'
    await expect(copy(from, to)).rejects.toThrow(new StartError(message))
    expect(await filledTables(to)).toEqual([])
  })

  it('Ctrl-C', async () => {
    const [from, to] = [await databases.make('sqlite', 'demo'), await databases.make('postgres')]
    const hold = await holdTable(to, 'tokens')
    await using program = await startCopy(from, to)
    await hold.isWaitedFor()
    program.kill('SIGINT')
    await program.ended
    await hold.release()
    expect(await filledTables(to)).toEqual([])
  })
})

it('prints the rows of each table and what to do next, without the password', async () => {
  const [from, to] = [await databases.make('sqlite', 'demo'), await databases.make('postgres')]
  await using program = await startCopy(from, to)
  expect(await program.ended).toBe(0)
  const name = (url: string) => url.replace('sqlite:', '').replace('postgres:password@', '')
  expect(program.output().replaceAll(name(from), 'SOURCE').replaceAll(name(to), 'TARGET')).toMatchInlineSnapshot(`
    "audit_events                0 rows  verified
    client_types                5 rows  verified
    idempotency_records         0 rows  verified
    jobs                        0 rows  verified
    rate_limits                 0 rows  verified
    roles                       3 rows  verified
    sign_in_attempts            0 rows  verified
    users                       2 rows  verified
    clients                     6 rows  verified
    global_user_roles           1 row   verified
    password_history            0 rows  verified
    tokens                      4 rows  verified
    approvals                   2 rows  verified
    connections                 3 rows  verified
    user_roles                  2 rows  verified

    Everything of SOURCE is in TARGET now.
    Set DATABASE_URL to the new database and start the service. The old one is as it was.
    "
  `)
  await using again = await startCopy(from, to)
  expect(await again.ended).toBe(1)
  expect(again.output()).toBe('cannot migrate the data: the target must be empty, and has 5 rows in client_types\n')
})

it('refuses a target that cannot be used, without the password', async () => {
  const url = new URL(await databases.make('postgres'))
  url.password = 'hunter2'
  url.port = '1'
  await using program = await startCopy(await databases.make('sqlite'), url.href)
  expect(await program.ended).toBe(1)
  expect(program.output()).toBe(`cannot migrate the data: the database postgres://127.0.0.1:1${url.pathname} cannot be used: nothing listens there\n`)
})
