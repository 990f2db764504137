/** What the drivers tell of a fault. */
interface DriverError {
  /** SQLSTATE of PostgreSQL, a result code of SQLite, or what the system says. */
  code?: unknown
  message?: unknown
  cause?: unknown
}

/** PostgreSQL has given one of two transactions up: serialization, deadlock. */
const givenUp = ['40001', '40P01']

/** Two transactions were in each other's way: also by a row that came or went since it was looked for. */
const conflicts = [...givenUp, '23503', '23505']

/**
 * Faults of the place, not of the query: nothing was done, and it is worth another try. SQLite: another process holds the file,
 * or the file or its disk is full, read-only, damaged or gone. PostgreSQL, by class: connection, resources, operator
 * intervention, system, damage; a lock that did not come in time; a server that is a read-only copy at the moment.
 */
const unavailable = [
  ...['BUSY', 'LOCKED', 'FULL', 'READONLY', 'IOERR', 'CANTOPEN', 'CORRUPT', 'NOTADB', 'PROTOCOL'].map((name) => `SQLITE_${name}`),
  ...['08', '53', '57', '58', 'XX001', 'XX002', '55P03', '25006', '25P03', ...givenUp],
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
]

/** The driver of PostgreSQL has no codes for these. */
const lostConnection = /^Connection terminated|^Client has encountered a connection error|^Client was closed|^timeout exceeded when trying to connect/i

/** Tells whether a transaction failed only because of another one, so that it may be run again at once. */
export function isConflict(error: unknown): boolean {
  const { code, cause } = driverError(error)
  return conflicts.includes(String(code)) || (cause !== undefined && isConflict(cause))
}

/** Tells whether the database could not be asked. */
export function isUnavailable(error: unknown): boolean {
  const { code, message } = driverError(error)
  if (code !== undefined) return unavailable.some((prefix) => String(code).startsWith(prefix))
  return lostConnection.test(String(message))
}

/** Tells whether a query asked for a table that is not there. */
export function isMissingTable(error: unknown): boolean {
  const { code, message } = driverError(error)
  return code === '42P01' || /^no such table:/.test(String(message))
}

/**
 * The columns of a unique key that a row has in common with another one; undefined for every other fault. The values, which
 * PostgreSQL names too, may be secret.
 */
export function takenColumns(error: unknown): string[] | undefined {
  const { code, message, ...rest } = driverError(error)
  const columns =
    code === '23505'
      ? /^Key \((.+?)\)=/.exec('detail' in rest ? String(rest.detail) : '')?.[1]
      : /^UNIQUE constraint failed: (.+)$/.exec(String(message))?.[1]
  return columns?.split(', ').map((column) => column.slice(column.indexOf('.') + 1))
}

const driverError = (error: unknown): DriverError => (typeof error === 'object' && error !== null ? error : {})
