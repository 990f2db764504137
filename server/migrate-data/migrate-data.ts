/** The process: `node server/migrate-data/migrate-data.ts --from URL --to URL` copies a database into an empty one. */
import { readSettings } from '../config.ts'
import { databaseName } from '../store/database-url.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { copyDatabase, type CopiedTable } from './copy-database.ts'
import { readSides } from './read-sides.ts'

/** Nobody waits for an answer here, and one side is idle while the other works on a table. */
const statementTimeoutSeconds = 600

try {
  const { from, to } = readSides(process.argv.slice(2))
  const source = await open(from)
  const target = await open(to)
  const copied = await copyDatabase(source, target)
  await Promise.all([source.close(), target.close()])
  for (const line of linesOf(copied)) console.log(line)
  console.log(`\nEverything of ${databaseName(from)} is in ${databaseName(to)} now.`)
  console.log('Set DATABASE_URL to the new database and start the service. The old one is as it was.')
} catch (error) {
  // Messages of the databases are enough for the person who moves them, and what else they tell may be secret.
  console.error(`cannot migrate the data: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

function open(databaseUrl: string): Promise<Store> {
  return openStore({ ...readSettings([], {}), databaseUrl, databaseStatementTimeoutSeconds: statementTimeoutSeconds })
}

function linesOf(copied: CopiedTable[]): string[] {
  const width = Math.max(...copied.map(({ table }) => table.name.length))
  return copied.map(({ table, content: { rows } }) => {
    const count = `${String(rows).padStart(9)} ${rows === 1 ? 'row ' : 'rows'}`
    return `${table.name.padEnd(width)} ${count}  verified`
  })
}
