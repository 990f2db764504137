import SQLite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { GroupCommit, type TransactionControl } from './group-commit.ts'
import { findObstacle } from './find-obstacle.ts'
import { migrate, type SchemaUpdate } from './migrate.ts'
import type { Database } from './schema.ts'
import { LockFreeSqliteDialect } from './sqlite-dialect.ts'
import type { Store } from './store.ts'

/** How long a write waits for another process that holds the file, and how often it looks. */
const busyTimeoutMs = 2_000
const busyRetryMs = 1

/**
 * Opens the SQLite file, makes it when it is missing, and brings its schema up to date. Commits are on the disk before
 * they are acknowledged (WAL with `synchronous=FULL`).
 * @throws when the file cannot be opened, is no database, or is newer than this program.
 */
export async function openSqliteStore(file: string): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true })
  const writer = openFile(file)
  const reader = openFile(file, { readonly: true })
  const writes = kyselyOf(writer)
  const read = kyselyOf(reader)
  let schemaUpdate: SchemaUpdate
  try {
    // From here on we wait ourselves: SQLite's own waiting would stop everybody else too.
    writer.pragma('busy_timeout = 0')
    schemaUpdate = await migrateAlone(writer, writes)
  } catch (error) {
    writer.close()
    reader.close()
    throw error
  }
  const opened = identityOf(file)
  const isInPlace = () => identityOf(file) === opened
  const { promise: closing, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: connection, resolve: connected } = Promise.withResolvers<GroupCommit>()
  // One connection for good: taking it anew for each query would cost a lock each time.
  const held = writes.connection().execute(async (transaction) => {
    connected(new GroupCommit(controlOf(writer, isInPlace), transaction))
    await closing
  })
  const group = await connection
  return {
    schemaUpdate,
    read,
    write: (work) => group.run(work),
    findObstacle: async () => (isInPlace() ? findObstacle(read) : 'database file moved'),
    async close() {
      await group.settled()
      letGo()
      await held
      // Kysely closes only what was asked; the file that stays open keeps SQLite from tidying its log up.
      reader.close()
      writer.close()
    },
  }
}

function openFile(file: string, options: SQLite.Options = {}): SQLite.Database {
  const database = new SQLite(file, { ...options, timeout: busyTimeoutMs })
  if (options.readonly !== true) database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  // SQLite's own knows the Latin letters only.
  database.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
  return database
}

/** Which file is at a path, if any: another one has another identity, also under the same name. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return undefined
  }
}

/** In one transaction, so that of several processes one does it, and one that is killed meanwhile leaves no half of it. */
async function migrateAlone(database: SQLite.Database, db: Kysely<Database>): Promise<SchemaUpdate> {
  await whileBusy(() => void database.exec('begin immediate'))
  try {
    // SQLite lets transactions begin on a file that may only be read, so something is written to see.
    database.pragma('user_version = 0')
    const update = await migrate(db)
    database.exec('commit')
    return update
  } catch (error) {
    // A full disk, for one, ends the transaction itself.
    if (database.inTransaction) database.exec('rollback')
    throw error
  }
}

/** Far more than this program has, but for lists of ids, which make a statement for each length. */
const maxStatements = 1_000

/** Kysely prepares every statement anew, which costs more than running it. */
function kyselyOf(database: SQLite.Database): Kysely<Database> {
  const statements = new Map<string, SQLite.Statement>()
  const prepare = (source: string) => {
    const known = statements.get(source)
    if (known !== undefined) return known
    const statement = database.prepare(source)
    if (statements.size === maxStatements) statements.clear()
    statements.set(source, statement)
    return statement
  }
  return new Kysely({ dialect: new LockFreeSqliteDialect({ database: { prepare, close: () => database.close() } }) })
}

function controlOf(database: SQLite.Database, isInPlace: () => boolean): TransactionControl {
  const run = (source: string) => {
    const statement = database.prepare(source)
    return () => void statement.run()
  }
  const begin = run('begin immediate')
  return {
    async begin() {
      // SQLite itself would go on in a file that nobody finds at the next start.
      if (!isInPlace()) throw new SQLite.SqliteError('the database file was moved or deleted', 'SQLITE_READONLY_DBMOVED')
      await whileBusy(begin)
    },
    commit: run('commit'),
    rollback: run('rollback'),
    savepoint: run('savepoint job'),
    release: run('release job'),
    rollbackToSavepoint: run('rollback to job'),
    isOpen: () => database.inTransaction,
  }
}

async function whileBusy(attempt: () => void): Promise<void> {
  const deadline = performance.now() + busyTimeoutMs
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (!(error instanceof SQLite.SqliteError && error.code === 'SQLITE_BUSY') || performance.now() > deadline) throw error
    }
    await wait(busyRetryMs)
  }
}
