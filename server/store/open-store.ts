import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

/** A database that cannot be used; the message names the file and the reason. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** What SQLite's codes, and the file system's, mean to the person who starts the process. */
const reasons: Record<string, string> = {
  SQLITE_CANTOPEN: 'it cannot be opened; is it a file that this user may read and write?',
  SQLITE_NOTADB: 'it is not a SQLite database',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_READONLY: 'it is read-only',
  SQLITE_BUSY: 'another process holds it',
  EACCES: 'its folder cannot be made: permission denied',
  EEXIST: 'its folder is a file',
  ENOTDIR: 'its folder is a file',
  EROFS: 'its folder cannot be made: the file system is read-only',
}

/**
 * Opens the database.
 * @throws StoreError when it cannot be used.
 */
export async function openStore(file: string): Promise<Store> {
  try {
    return await openSqliteStore(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const reason = reasons[code] ?? reasons[code.split('_', 2).join('_')] ?? (error instanceof Error ? error.message : String(error))
    throw new StoreError(`the database ${file} cannot be used: ${reason}`, { cause: error })
  }
}
