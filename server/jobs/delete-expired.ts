import { sql } from 'kysely'
import type { Queries } from '../store/store.ts'
import { batchRows } from './job.ts'

/** A table whose rows have their time, its key, and the column that tells when. */
type Passing =
  | ['tokens' | 'idempotency_records' | 'sign_in_attempts', 'id', 'expires_at']
  | ['rate_limits', 'key', 'expires_at']
  | ['audit_events', 'id', 'inserted_at']

/** Deletes the next rows whose time had come by then, in the unit of their column; returns how many. */
export async function deleteExpired(db: Queries, [table, key, time]: Passing, by: number | string): Promise<number> {
  const [from, column] = [sql.table(table), sql.ref(key)]
  const expired = sql`select ${column} from ${from} where ${sql.ref(time)} <= ${by} limit ${batchRows}`
  // A row may have been given more time since it was found.
  const { numAffectedRows } = await sql`delete from ${from} where ${column} in (${expired}) and ${sql.ref(time)} <= ${by}`.execute(db)
  return Number(numAffectedRows)
}
