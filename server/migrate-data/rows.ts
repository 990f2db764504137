import { sql } from 'kysely'
import { everything } from '../store/filters.ts'
import type { Queries } from '../store/store.ts'
import type { Table } from './schema-tables.ts'

/** A row of any table. */
export type Row = Record<string, unknown>

/** Up to 32 columns, as many rows can be inserted by one statement: SQLite allows 32,766 parameters, PostgreSQL 65,535. */
const batchRows = 1_000

/** Reads all rows of a table, some at a time. */
export async function* readRows(db: Queries, { name, key }: Table): AsyncGenerator<Row[]> {
  let isNext = everything
  for (;;) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)} where ${isNext} order by ${sql.ref(key)} limit ${batchRows}`.execute(db)
    if (rows.length > 0) yield rows
    if (rows.length < batchRows) return
    isNext = sql`${sql.ref(key)} > ${rows.at(-1)![key]}`
  }
}
