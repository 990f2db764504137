import SQLite from 'better-sqlite3'
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../start-error.ts'
import { reasonOf } from '../store/open-store.ts'
import { inspectCopy, type Contents } from './inspect-copy.ts'
import { requireFree } from './read-sides.ts'

/** How long to wait where somebody holds the file for themselves, as a service does for a moment at its start. */
const busyTimeoutMs = 10_000

/** Whoever can read a copy can read the hashes of all passwords. */
const mode = 0o600

/**
 * Copies a database as it is at one moment into a new file, which gets its name once it is on the disk and was found whole. Whoever
 * writes to the database meanwhile goes on: the copy is made of one read transaction, which in WAL mode waits for no writer and makes
 * none wait. SQLite's backup by pages would begin anew whenever another process writes.
 * @throws when the database cannot be read, the file cannot be written, or the copy is not whole; nothing is left of the copy then.
 */
export async function copyFile(source: string, target: string): Promise<Contents> {
  const unfinished = `${target}.${process.pid}.unfinished`
  closeSync(openSync(unfinished, 'wx', mode))
  try {
    vacuumInto(source, unfinished)
    flush(unfinished)
    const contents = await inspectCopy(unfinished)
    requireFree(target)
    renameSync(unfinished, target)
    flush(dirname(target))
    return contents
  } catch (error) {
    for (const file of [unfinished, `${unfinished}-journal`]) rmSync(file, { force: true })
    throw error
  }
}

function vacuumInto(source: string, file: string): void {
  let database: SQLite.Database | undefined
  try {
    database = new SQLite(source, { fileMustExist: true, timeout: busyTimeoutMs })
    database.prepare('vacuum into ?').run(file)
  } catch (error) {
    throw new StartError(`${source} cannot be copied: ${isFull(error) ? 'the disk of the copy is full' : reasonOf(error)}`, { cause: error })
  } finally {
    database?.close()
  }
}

const isFull = (error: unknown): boolean => error instanceof SQLite.SqliteError && error.code === 'SQLITE_FULL'

/** Waits until a file, or the names in a folder, are on the disk. */
function flush(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
