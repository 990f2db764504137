import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { isSchedule } from './jobs/schedule.ts'
import { StartError } from './start-error.ts'
import { isPostgresUrl, sqliteFileOf } from './store/database-url.ts'
import { isUuid } from './uuid.ts'

/** How the process runs; see the README for each setting. */
export interface Settings {
  mode: 'sandbox' | 'production'
  host: string
  port: number
  /** Processes that share the port. */
  workers: number
  /** `sqlite:` and a file, or `postgres://…`, which may hold a password. */
  databaseUrl: string
  /** Connections to PostgreSQL that this process may have open at once. */
  databasePoolSize: number
  /** How long PostgreSQL may work on one statement. */
  databaseStatementTimeoutSeconds: number
  /** A fixture file named by the user; undefined for the sandbox's own demo data. */
  fixtures: string | undefined
  logLevel: string
  codeLifetimeSeconds: number
  accessTokenLifetimeSeconds: number
  refreshTokenLifetimeSeconds: number
  /** Clients that may leave the scope of an approval out. */
  trustedClientIds: string[]
  /** The names of the client types whose clients administrate. */
  adminClientTypes: string[]
  /** The HS512 key of nonces. */
  jwtSecret: string
  nonceLifetimeMinutes: number
  passwordExpirationDays: number
  maxFailedLogins: number
  maxFailedLoginsPeriodMinutes: number
  /** Requests a minute from one address; 0 for no limit. */
  rateLimitPerMinute: number
  /** When the scheduler's jobs run, as five fields of cron in UTC; undefined for one that does not. */
  tokenExpirationSchedule: string | undefined
  tokenDeletingSchedule: string | undefined
  idempotencyPurgeSchedule: string | undefined
  rateLimitPurgeSchedule: string | undefined
  /** How long tokens are kept that have expired. */
  tokenTtlAfterExpirationDays: number
}

type Environment = Record<string, string | undefined>

/** A hundred years: longer is a slip of the hand. */
const maxLifetimeSeconds = 100 * 365 * 86_400
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads the settings from the command line and the environment, and checks them all.
 * @throws StartError for the first that is wrong.
 */
export function readSettings(args: string[], environment: Environment): Settings {
  const { production, fixtures = environment.FIXTURES } = readArguments(args)
  const integer = integerReader(environment)
  const schedule = scheduleReader(environment)
  return {
    mode: production ? 'production' : 'sandbox',
    host: readHost(environment.HOST ?? '127.0.0.1'),
    port: integer('PORT', { fallback: 4000, min: 0, max: 65_535 }),
    workers: integer('WORKERS', { fallback: 1, min: 1, max: 64 }),
    databaseUrl: readDatabaseUrl('DATABASE_URL', environment.DATABASE_URL ?? 'sqlite:data/ehealth-auth.db'),
    databasePoolSize: integer('DATABASE_POOL_SIZE', { fallback: 10, min: 1, max: 1_000 }),
    databaseStatementTimeoutSeconds: integer('DATABASE_STATEMENT_TIMEOUT', { fallback: 5, min: 1, max: 3_600 }),
    fixtures: fixtures === '' ? undefined : fixtures,
    logLevel: readLogLevel(environment.LOG_LEVEL ?? 'info'),
    codeLifetimeSeconds: integer('AUTH_CODE_GRANT_LIFETIME', { fallback: 300, min: 1, max: maxLifetimeSeconds }),
    accessTokenLifetimeSeconds: integer('AUTH_ACCESS_TOKEN_LIFETIME', { fallback: 2_592_000, min: 1, max: maxLifetimeSeconds }),
    refreshTokenLifetimeSeconds: integer('AUTH_REFRESH_TOKEN_LIFETIME', { fallback: 604_800, min: 1, max: maxLifetimeSeconds }),
    trustedClientIds: readIds('TRUSTED_CLIENT_IDS', environment.TRUSTED_CLIENT_IDS ?? ''),
    adminClientTypes: readNames('TOKENS_TYPES_ADMIN', environment.TOKENS_TYPES_ADMIN ?? 'NHS,MITHRIL ADMIN'),
    jwtSecret: readJwtSecret(environment.JWT_SECRET, production),
    nonceLifetimeMinutes: integer('JWT_LOGIN_TTL', { fallback: 15, min: 1, max: 525_600 }),
    passwordExpirationDays: integer('PASSWORD_EXPIRATION_DAYS', { fallback: 90, min: 1, max: 36_500 }),
    maxFailedLogins: integer('MAX_FAILED_LOGINS', { fallback: 10, min: 1, max: 1_000 }),
    maxFailedLoginsPeriodMinutes: integer('MAX_FAILED_LOGINS_PERIOD', { fallback: 10, min: 1, max: 525_600 }),
    rateLimitPerMinute: integer('RATE_LIMIT_MINUTE', { fallback: 0, min: 0, max: 1_000_000 }),
    tokenExpirationSchedule: schedule('TOKEN_EXPIRATION_SCHEDULE', '* 0-4 * * *'),
    tokenDeletingSchedule: schedule('TOKEN_DELETING_SCHEDULE', '* 1-4 * * *'),
    idempotencyPurgeSchedule: schedule('IDEMPOTENCY_PURGE_SCHEDULE', '*/5 * * * *'),
    rateLimitPurgeSchedule: schedule('RATE_LIMIT_PURGE_SCHEDULE', '*/5 * * * *'),
    tokenTtlAfterExpirationDays: integer('TOKEN_TTL_AFTER_EXPIRATION_DAYS', { fallback: 30, min: 0, max: 36_500 }),
  }
}

function readArguments(args: string[]) {
  try {
    const options = { production: { type: 'boolean', default: false }, fixtures: { type: 'string' } } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new StartError(error instanceof Error ? error.message : String(error))
  }
}

function integerReader(environment: Environment) {
  return (name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number => {
    const text = environment[name]
    if (text === undefined) return fallback
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new StartError(`${name} is "${text}" and must be a whole number from ${min} to ${max}`)
  }
}

function scheduleReader(environment: Environment) {
  return (name: string, fallback: string): string | undefined => {
    const text = environment[name]
    if (text === undefined) return fallback
    if (text === 'off') return undefined
    if (isSchedule(text)) return text
    throw new StartError(`${name} is "${text}" and must be off or five fields of cron: minute hour day month weekday`)
  }
}

/** Node would take an empty host for all interfaces, and the sandbox with its public credentials would be open to the network. */
function readHost(host: string): string {
  if (host.trim() !== '') return host
  throw new StartError('HOST is empty and must be an address or a name')
}

/**
 * Checks the URL of a database, which a setting or an option names.
 * @throws StartError when it is none.
 */
export function readDatabaseUrl(name: string, url: string): string {
  if (sqliteFileOf(url) !== undefined || isPostgresUrl(url)) return url
  // The value itself may hold a password, so the message leaves it out.
  throw new StartError(
    `${name} must be "sqlite:" and a file, such as sqlite:data/ehealth-auth.db, or a database of PostgreSQL, such as postgres://user:password@host:5432/name`,
  )
}

function readLogLevel(level: string): string {
  if (logLevels.includes(level)) return level
  throw new StartError(`LOG_LEVEL is "${level}" and must be one of ${logLevels.join(', ')}`)
}

/** RFC 7518, section 3.2: the key of HS512 has at least 512 bits. */
const minJwtSecretBytes = 64

/** The sandbox makes its own when there is none, because its nonces need not outlive the process. */
function readJwtSecret(secret: string | undefined, production: boolean): string {
  if (secret === undefined && !production) return randomBytes(minJwtSecretBytes).toString('base64url')
  if (secret !== undefined && Buffer.byteLength(secret) >= minJwtSecretBytes) return secret
  throw new StartError(`JWT_SECRET ${secret === undefined ? 'is missing' : 'is too short'} and must have at least ${minJwtSecretBytes} bytes, such as \`openssl rand -hex 32\` prints`)
}

function readNames(name: string, text: string): string[] {
  const names = text.split(',').map((part) => part.trim())
  if (!names.includes('')) return names
  throw new StartError(`${name} is "${text}" and must be names separated by commas`)
}

function readIds(name: string, text: string): string[] {
  const ids = text.split(/[\s,]+/).filter((id) => id !== '')
  for (const id of ids) {
    if (!isUuid(id)) throw new StartError(`${name} holds "${id}" and must be UUIDs separated by commas`)
  }
  return ids.map((id) => id.toLowerCase())
}
