import { randomUUID } from 'node:crypto'
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from './has-code.js'

/** A lock that was just taken. */
export interface TakenLock {
  /** The file in the lock's folder that bears its holder's id. */
  path: string
  handle: FileHandle
}

/** A holder, and the last sign of life that it gave. */
export interface Holder {
  path: string
  sign: string
}

const anId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Who holds the lock; `undefined` when it is free. */
export async function findHolder(lock: string): Promise<Holder | undefined> {
  const names = await readdir(lock).catch(ifMissing<string[]>([]))
  const id = names.find((name) => anId.test(name))
  if (id === undefined) {
    await removeStrangers(lock, names)
    // Windows moves no folder to where an empty one is. One that somebody has taken in this moment is not empty, and stays.
    await rmdir(lock).catch(() => {})
    return undefined
  }
  const path = join(lock, id)
  const stats = await stat(path).catch(ifMissing(undefined))
  return { path, sign: `${id} ${stats?.mtimeMs}` }
}

/** What a file manager leaves in a folder holds nothing. Behind a link it is none of ours. */
async function removeStrangers(lock: string, names: string[]): Promise<void> {
  if (names.length === 0 || !(await lstat(lock)).isDirectory()) return
  for (const name of names) await rm(join(lock, name), { force: true }).catch(() => {})
}

/**
 * Takes the lock if it is free. The folder comes into being together with its holder's file, so there is never a lock of
 * nobody, and of several processes one succeeds.
 */
export async function takeLock(lock: string): Promise<TakenLock | undefined> {
  const id = randomUUID()
  const prepared = `${lock}.${id}`
  const path = join(lock, id)
  await mkdir(prepared, { recursive: true, mode: 0o700 })
  try {
    await writeFile(join(prepared, id), '', { mode: 0o600 })
    await rename(prepared, lock)
    return { path, handle: await open(path, 'r+') }
  } catch (error) {
    await rm(prepared, { recursive: true, force: true })
    await rm(path, { force: true })
    // How systems say that there is such a folder already, or that the prepared one was taken for a leftover.
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOENT')) return undefined
    throw error
  }
}

const ifMissing = <Fallback>(fallback: Fallback) => (error: unknown): Fallback => {
  if (hasCode(error, 'ENOENT')) return fallback
  throw error
}
