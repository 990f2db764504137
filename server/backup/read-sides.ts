import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../start-error.ts'
import { sqliteFileOf } from '../store/database-url.ts'
import { requireFile } from '../store/require-file.ts'
import { dumpCommand } from './dump-command.ts'

/** The file that is copied, and the one that the copy becomes. */
export interface Sides {
  source: string
  target: string
}

/**
 * Reads from the command line where the copy of a database is to be.
 * @throws StartError when there is nothing to copy, or no place for the copy.
 */
export function readSides(args: string[], databaseUrl: string): Sides {
  const [target, ...others] = args
  const source = sqliteFileOf(databaseUrl)
  if (source === undefined) throw new StartError(`PostgreSQL has a tool of its own: ${dumpCommand(databaseUrl, target ?? 'FILE')}`)
  if (target === undefined || target === '' || others.length > 0) throw new StartError('name one file for the copy: npm run backup FILE')
  requireFile(source)
  const folder = dirname(target)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new StartError(`there is no folder ${folder}`)
  requireFree(target)
  return { source, target }
}

/** @throws StartError when there is a file of this name. */
export function requireFree(target: string): void {
  if (existsSync(target)) throw new StartError(`${target} is there already; choose another name`)
}
