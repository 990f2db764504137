import type { Settings } from '../config.ts'
import { StartError } from '../start-error.ts'
import { databaseName, sqliteFileOf } from './database-url.ts'
import { openPostgresStore } from './postgres.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'databasePoolSize' | 'databaseStatementTimeoutSeconds'>

/** What the codes of SQLite, the file system, PostgreSQL and the network mean to the person who starts the process. */
const reasons: Record<string, string> = {
  SQLITE_CANTOPEN: 'it cannot be opened; is it a file that this user may read and write?',
  SQLITE_NOTADB: 'it is not a SQLite database',
  SQLITE_CORRUPT: 'it is damaged',
  SQLITE_READONLY: 'it is read-only',
  SQLITE_FULL: 'its disk is full',
  SQLITE_IOERR: 'its disk does not do what it is asked',
  SQLITE_BUSY: 'another process holds it',
  EACCES: 'its folder cannot be created: permission denied',
  EEXIST: 'its folder is a file',
  ENOTDIR: 'its folder is a file',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no address has this name',
  EAI_AGAIN: 'the name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  '28P01': 'it refuses this user and password',
  '28000': 'it refuses this user',
  '3D000': 'there is no database of this name',
  '42501': 'this user may not make its tables',
  '25006': 'it may only be read at the moment',
  '57P03': 'it is starting or stopping',
  '53300': 'it has no connection left for us',
  EROFS: 'its folder cannot be created: the file system is read-only',
}

/**
 * Opens the database that the settings name, and brings its schema up to date.
 * @throws StartError when it cannot be used.
 */
export async function openStore({ databaseUrl, databasePoolSize, databaseStatementTimeoutSeconds }: DatabaseSettings): Promise<Store> {
  const file = sqliteFileOf(databaseUrl)
  try {
    if (file !== undefined) return await openSqliteStore(file)
    return await openPostgresStore(databaseUrl, { poolSize: databasePoolSize, statementTimeoutMs: databaseStatementTimeoutSeconds * 1_000 })
  } catch (error) {
    throw new StartError(`the database ${databaseName(databaseUrl)} cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}

/** Why a database cannot be used, in words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  // SQLite's codes may go on with a detail, such as SQLITE_READONLY_DBMOVED.
  const known = reasons[code] ?? reasons[code.split('_', 2).join('_')]
  if (known !== undefined) return known
  // The driver has no code for it.
  if (error.message.endsWith('connection timeout')) return 'it does not answer'
  if (error.message.startsWith('corrupted migrations')) return 'it was made by a newer version'
  if (error.message.endsWith('already exists')) return `it belongs to another program (${error.message})`
  return error.message
}
