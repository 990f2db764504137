import { statSync } from 'node:fs'
import { schemaTables } from '../../server/migrate-data/schema-tables.ts'
import { sqliteFileOf } from '../../server/store/database-url.ts'
import { openAt } from '../fixtures/database.ts'
import { runOn } from '../fixtures/run-on-postgres.ts'

/** How much is in a database. */
export interface DatabaseSize {
  bytes: number
  rows: Map<string, number>
}

/** Measures a database, while the service runs on it. */
export async function databaseSize(url: string): Promise<DatabaseSize> {
  const store = await openAt(url)
  try {
    const rows = new Map<string, number>()
    for (const { name } of await schemaTables()) {
      const { count } = await store.read.selectFrom(name).select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      rows.set(name, Number(count))
    }
    return { bytes: await bytesOf(url), rows }
  } finally {
    await store.close()
  }
}

async function bytesOf(url: string): Promise<number> {
  const file = sqliteFileOf(url)
  if (file === undefined) return Number((await runOn(url, 'select pg_database_size(current_database()) as bytes'))[0]?.bytes)
  // The second is there while somebody has the first open.
  const [bytes = 0, logBytes = 0] = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size)
  return bytes + logBytes
}
