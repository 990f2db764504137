import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { migrate } from '../store/migrate.ts'
import type { Database } from '../store/schema.ts'
import { parentsFirst } from './parents-first.ts'

/** A table of the schema, as far as its rows can be copied by it. */
export interface Table {
  name: keyof Database
  /** The column of the primary key. */
  key: string
  /** The tables that its rows refer to. */
  parents: string[]
}

/**
 * Lists the tables that the migrations make, in an order in which rows can be inserted. A database is made to look at, so the list
 * lacks nothing that a migration adds, and has nothing that somebody else keeps in the same database.
 * @throws when a primary key has several columns, or the foreign keys allow no order.
 */
export async function schemaTables(): Promise<Table[]> {
  const database = new SQLite(':memory:')
  const db = new Kysely<Database>({ dialect: new SqliteDialect({ database }) })
  await migrate(db)
  const tables = await db.introspection.getTables()
  const described = tables.map(({ name }) => ({
    // `Database` describes what the migrations make.
    name: name as keyof Database,
    key: keyOf(database, name),
    parents: parentsOf(database, name),
  }))
  await db.destroy()
  return parentsFirst(described)
}

function keyOf(database: SQLite.Database, table: string): string {
  const columns = database.prepare<[string], { name: string }>('select name from pragma_table_info(?) where pk > 0').all(table)
  const [column, ...others] = columns
  if (column === undefined || others.length > 0) throw new Error(`the primary key of ${table} must be one column`)
  return column.name
}

function parentsOf(database: SQLite.Database, table: string): string[] {
  const parents = database.prepare<[string], { name: string }>('select distinct "table" as name from pragma_foreign_key_list(?)').all(table)
  return parents.map(({ name }) => name)
}
