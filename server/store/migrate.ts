import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from './migrations.ts'
import type { Database } from './schema.ts'

/** What `migrate` has done. */
export interface SchemaUpdate {
  /** Whether there was no schema before. */
  isNew: boolean
  /** The migrations that were missing, in their order. */
  steps: string[]
}

/**
 * Brings the schema up to date; of several processes that do so at once one does the work.
 * @throws when the database is newer than this program, or belongs to another one.
 */
export async function migrate(db: Kysely<Database>): Promise<SchemaUpdate> {
  const { error, results = [] } = await new Migrator({ db, provider: migrations }).migrateToLatest()
  if (error !== undefined) throw error
  const steps = results.map(({ migrationName }) => migrationName)
  return { isNew: steps.length === (await knownMigrations()).length, steps }
}

/** The migrations of this program, in their order. */
export async function knownMigrations(): Promise<string[]> {
  return Object.keys(await migrations.getMigrations())
}
