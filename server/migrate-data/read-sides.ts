import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { databaseUrl } from '../read-setting.ts'
import { StartError } from '../start-error.ts'
import { databaseName, sqliteFileOf } from '../store/database-url.ts'

/** The URLs of the databases. */
export interface Sides {
  from: string
  to: string
}

/**
 * Reads from the command line what is to be copied where.
 * @throws StartError when an option is missing or wrong, when there is no source, or when both are the same. Another name of the same
 * database shows later: it has rows.
 */
export function readSides(args: string[]): Sides {
  const { from, to } = readOptions(args)
  const sides = { from: databaseUrl('--from', from ?? ''), to: databaseUrl('--to', to ?? '') }
  const file = sqliteFileOf(sides.from)
  // Opening it would make an empty one.
  if (file !== undefined && !existsSync(file)) throw new StartError(`there is no file ${file}`)
  if (fullName(sides.from) === fullName(sides.to)) throw new StartError(`both --from and --to are ${databaseName(sides.to)}`)
  return sides
}

function readOptions(args: string[]) {
  try {
    return parseArgs({ args, options: { from: { type: 'string' }, to: { type: 'string' } } }).values
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error))
  }
}

function fullName(url: string): string {
  const file = sqliteFileOf(url)
  return file === undefined ? databaseName(url) : resolve(file)
}
