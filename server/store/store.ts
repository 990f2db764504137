import type { Kysely } from 'kysely'
import type { SchemaUpdate } from './migrate.ts'
import type { Database } from './schema.ts'

/** A database to ask: the store's reader, or the transaction that `Store.write` hands out. */
export type Queries = Kysely<Database>

/** Why a store cannot be used just now. */
export type Obstacle = 'database unavailable' | 'migrations missing' | 'database file moved'

/** Where everything durable is. */
export interface Store {
  /** What was done to the schema as the store was opened. */
  readonly schemaUpdate: SchemaUpdate

  /** Sees what is committed. */
  readonly read: Queries

  /**
   * Runs `work` in a transaction and resolves when its changes are durable. When `work` throws, nothing of it stays
   * and the promise rejects with what was thrown. `work` awaits nothing but its queries: others wait behind it.
   * PostgreSQL runs writes at the same time, and `work` anew when another one was in its way. So what a write has read and
   * relies on it must have locked (`forUpdate`, or `forShare` where others may rely on it as well).
   */
  write<Result>(work: (transaction: Queries) => Promise<Result>): Promise<Result>

  /**
   * Looks whether the store can be used: whether the database answers, has every migration of this program, as one put back from an
   * older copy has not, and is still the file at its path. More migrations do no harm: a newer instance makes them first.
   */
  findObstacle(): Promise<Obstacle | undefined>

  /** Waits for the writes under way and closes the database. */
  close(): Promise<void>
}
