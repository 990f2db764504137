/** The process: `node server/backup/backup.ts FILE` copies the SQLite database of the service, also while it writes. */
import { statSync } from 'node:fs'
import { readSettings } from '../config.ts'
import { copyFile } from './copy-file.ts'
import type { Contents } from './inspect-copy.ts'
import { readSides } from './read-sides.ts'

try {
  const startedAt = performance.now()
  const { source, target } = readSides(process.argv.slice(2), readSettings([], process.env).databaseUrl)
  const contents = await copyFile(source, target)
  for (const line of linesOf(contents)) console.log(line)
  const megabytes = (statSync(target).size / 1e6).toFixed(1)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  console.log(`\nEverything that was acknowledged before is in ${target} now: ${megabytes} MB, verified, in ${seconds} seconds.`)
} catch (error) {
  // Messages of SQLite and of the file system tell names and reasons, no values.
  console.error(`cannot back up: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function linesOf({ tables, missingMigrations }: Contents): string[] {
  const width = Math.max(...tables.map(({ name }) => name.length))
  const lines = tables.map(({ name, rows }) => `${name.padEnd(width)} ${String(rows).padStart(9)} ${rows === 1 ? 'row' : 'rows'}`)
  if (missingMigrations.length === 0) return lines
  return [...lines, '', `An older version has made the database; this one brings it up to date at its start (${missingMigrations.join(', ')}).`]
}
