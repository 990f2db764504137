import SQLite from 'better-sqlite3'
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { StartError } from '../start-error.ts'
import { isMissingTable } from '../store/database-faults.ts'
import { knownMigrations } from '../store/migrate.ts'

/** What a copy holds. */
export interface Contents {
  tables: { name: string; rows: number }[]
  /** Migrations of this program that the copied database did not have yet. */
  missingMigrations: string[]
}

/**
 * Opens a copy and looks whether it is whole: its pages and indexes, its foreign keys, its migrations, and the rows of each table.
 * @throws when it is damaged, or is no database that this program could open.
 */
export async function inspectCopy(file: string): Promise<Contents> {
  const database = new SQLite(file, { readonly: true, fileMustExist: true })
  try {
    requireWhole(database)
    return { missingMigrations: await missingMigrationsOf(database), tables: tablesOf(database) }
  } finally {
    database.close()
  }
}

function requireWhole(database: SQLite.Database): void {
  const damage = database.pragma('integrity_check', { simple: true })
  if (damage !== 'ok') throw new StartError(`the copy is damaged: ${String(damage)}`)
  const strays = database.prepare<[], { table: string }>('select "table" from pragma_foreign_key_check').all()
  if (strays.length > 0) throw new StartError(`rows of ${[...new Set(strays.map(({ table }) => table))].join(', ')} refer to rows that are not there`)
}

async function missingMigrationsOf(database: SQLite.Database): Promise<string[]> {
  const known = await knownMigrations()
  const done = doneMigrationsOf(database)
  const unknown = done.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new StartError(`the database was made by a newer version, which has the migrations ${unknown.join(', ')}`)
  return known.filter((name) => !done.includes(name))
}

function doneMigrationsOf(database: SQLite.Database): string[] {
  try {
    return namesOf(database, `select name from ${DEFAULT_MIGRATION_TABLE} order by name`)
  } catch (error) {
    if (!isMissingTable(error)) throw error
    throw new StartError('the database belongs to another program', { cause: error })
  }
}

function tablesOf(database: SQLite.Database): Contents['tables'] {
  const ofEngine = "name like 'sqlite%' or name like 'kysely%'"
  const names = namesOf(database, `select name from sqlite_schema where type = 'table' and not (${ofEngine}) order by name`)
  return names.map((name) => ({ name, rows: database.prepare<[], number>(`select count(*) from "${name}"`).pluck().get()! }))
}

/** Names in the result of a query. */
function namesOf(database: SQLite.Database, query: string): string[] {
  return database.prepare<[], string>(query).pluck().all()
}
