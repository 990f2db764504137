import { sql } from 'kysely'
import { DEFAULT_MIGRATION_TABLE } from 'kysely/migration'
import { isMissingTable } from './database-faults.ts'
import { knownMigrations } from './migrate.ts'
import type { Obstacle, Queries } from './store.ts'

/** Asks a database whether it can be used; reading a table also shows a damaged file, which the engine alone would not look into. */
export async function findObstacle(db: Queries): Promise<Obstacle | undefined> {
  try {
    const done = await doneMigrations(db)
    const known = await knownMigrations()
    return known.every((name) => done.includes(name)) ? undefined : 'migrations missing'
  } catch (error) {
    return isMissingTable(error) ? 'migrations missing' : 'database unavailable'
  }
}

/**
 * The migrations that a database has.
 * @throws when it was never migrated.
 */
async function doneMigrations(db: Queries): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db)
  return rows.map(({ name }) => name)
}
