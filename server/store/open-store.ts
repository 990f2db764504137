import { StartError } from '../start-error.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

/** What SQLite's codes, and the file system's, mean to the person who starts the process. */
const reasons: Record<string, string> = {
  SQLITE_CANTOPEN: 'it cannot be opened; is it a file that this user may read and write?',
  SQLITE_NOTADB: 'it is not a SQLite database',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_READONLY: 'it is read-only',
  SQLITE_BUSY: 'another process holds it',
  EACCES: 'its folder cannot be created: permission denied',
  EEXIST: 'its folder is a file',
  ENOTDIR: 'its folder is a file',
  EROFS: 'its folder cannot be created: the file system is read-only',
}

/**
 * Opens the database.
 * @throws StartError when it cannot be used.
 */
export async function openStore(file: string): Promise<Store> {
  try {
    return await openSqliteStore(file)
  } catch (error) {
    throw new StartError(`the database ${file} cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  // SQLite's codes may go on with a detail, such as SQLITE_READONLY_DBMOVED.
  const known = reasons[code] ?? reasons[code.split('_', 2).join('_')]
  if (known !== undefined) return known
  if (error.message.startsWith('corrupted migrations')) return 'it was made by a newer version'
  if (error.message.endsWith('already exists')) return `it belongs to another program (${error.message})`
  return error.message
}
