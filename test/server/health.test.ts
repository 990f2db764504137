import { sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { afterAll, expect, it } from 'vitest'
import { startServer } from '../fixtures/start-server.ts'

const server = await startServer()
afterAll(server.close)
const { store } = server
const table = sql.table(DEFAULT_MIGRATION_TABLE)

/** What those read who look whether the service can work. */
async function readiness() {
  const response = await fetch(`${server.url}/ready`)
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() }
}

const ready = { status: 200, retryAfter: null, body: { status: 'ready' } }
const without = (obstacle: string) => ({ status: 503, retryAfter: '1', body: { status: obstacle } })

it('is ready on a database that has its migrations, also when a newer instance has made another one', async () => {
  expect(await readiness()).toEqual(ready)
  await store.write((db) => sql`insert into ${table} (name, timestamp) values ('9999_newer', '2031-01-01')`.execute(db))
  expect(await readiness()).toEqual(ready)
  await store.write((db) => sql`delete from ${table} where name = '9999_newer'`.execute(db))
})

it('is not ready while a migration is missing, as after an older copy was put back', async () => {
  const { rows } = await sql<{ name: string; timestamp: string }>`select * from ${table} where name like '0002%'`.execute(store.read)
  const { name, timestamp } = rows[0]!
  await store.write((db) => sql`delete from ${table} where name = ${name}`.execute(db))
  expect(await readiness()).toEqual(without('migrations missing'))
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  await store.write((db) => sql`insert into ${table} (name, timestamp) values (${name}, ${timestamp})`.execute(db))
  expect(await readiness()).toEqual(ready)
})

it('is not ready on a database that was never migrated', async () => {
  await store.write((db) => db.schema.alterTable(DEFAULT_MIGRATION_TABLE).renameTo('elsewhere').execute())
  expect(await readiness()).toEqual(without('migrations missing'))
  await store.write((db) => db.schema.alterTable('elsewhere').renameTo(DEFAULT_MIGRATION_TABLE).execute())
  expect(await readiness()).toEqual(ready)
})
