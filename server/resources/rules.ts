import { sql } from 'kysely'
import type { InvalidEntry } from '../../sdk/src/generated/types.gen.ts'
import { invalid } from '../invalid-entry.ts'
import type { Database } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type Values = Record<string, string | undefined>

/** Finds fault with `field` when another row than `id` has all these values. Nothing is looked up when one is not given. */
export async function unique(db: Queries, table: keyof Database, values: Values, id: string, field: string): Promise<InvalidEntry[]> {
  if (Object.values(values).includes(undefined)) return []
  const same = Object.entries(values).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  const { rows } = await sql`select id from ${sql.table(table)} where id <> ${id} and ${sql.join(same, sql` and `)} limit 1`.execute(db)
  return rows.length === 0 ? [] : [invalid.taken(field)]
}

/** Finds fault with `field` when no row has the id. Nothing is looked up without an id. */
export async function known(db: Queries, table: keyof Database, id: string | undefined, field: string): Promise<InvalidEntry[]> {
  if (id === undefined) return []
  const { rows } = await sql`select id from ${sql.table(table)} where id = ${id}`.execute(db)
  return rows.length === 0 ? [invalid.unknown(field)] : []
}
