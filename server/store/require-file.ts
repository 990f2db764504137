import { existsSync } from 'node:fs'
import { StartError } from '../start-error.ts'

/**
 * Sees to it that the file of a SQLite database is there: opening it would make an empty one.
 * @throws StartError when it is not.
 */
export function requireFile(file: string): void {
  if (!existsSync(file)) throw new StartError(`there is no database ${file}; see DATABASE_URL`)
}
