import { sql } from 'kysely'
import type { Queries } from '../store/store.ts'
import { batchRows } from './job.ts'

/** A table whose rows expire, each with its key. */
type Expiring = ['tokens' | 'idempotency_records', 'id'] | ['rate_limits', 'key']

/** Deletes the next rows that had expired by then, in the unit of their table; returns how many. */
export async function deleteExpired(db: Queries, [table, key]: Expiring, by: number): Promise<number> {
  const [from, column] = [sql.table(table), sql.ref(key)]
  const expired = sql`select ${column} from ${from} where expires_at <= ${by} limit ${batchRows}`
  const { numAffectedRows } = await sql`delete from ${from} where ${column} in (${expired})`.execute(db)
  return Number(numAffectedRows)
}
