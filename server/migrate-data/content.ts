import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Queries } from '../store/store.ts'
import { readRows, type Row } from './rows.ts'
import type { Table } from './schema-tables.ts'

/** What a table holds, told without telling it. */
export interface Content {
  rows: number
  /** The sum of the rows' SHA-256: databases with different locales read the rows in different order. */
  digest: bigint
}

/** A table without rows. */
export const nothing: Content = { rows: 0, digest: 0n }

/** Adds rows to what a table holds. */
export function withRows(content: Content, rows: Row[]): Content {
  const digest = rows.reduce((sum, row) => sum + digestOf(row), content.digest)
  return { rows: content.rows + rows.length, digest: BigInt.asUintN(256, digest) }
}

/** Tells whether two tables hold the same. */
export const isSame = (one: Content, other: Content): boolean => one.rows === other.rows && one.digest === other.digest

/** Reads a whole table. */
export async function contentOf(db: Queries, table: Table): Promise<Content> {
  let content = nothing
  for await (const rows of readRows(db, table)) content = withRows(content, rows)
  return content
}

/** Counts the rows of a table. */
export async function countRows(db: Queries, { name }: Table): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(db)
  return rows[0]!.count
}

/** Of the columns in one order, whatever order the database has them in. */
function digestOf(row: Row): bigint {
  const columns = Object.keys(row).toSorted()
  return BigInt(`0x${hash('sha256', JSON.stringify(columns.map((column) => [column, row[column]])))}`)
}
