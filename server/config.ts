import { parseArgs } from 'node:util'
import * as read from './read-setting.ts'
import { StartError } from './start-error.ts'

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
  /** Wrong credentials from one address, and for one client, after which both wait for the end of the period; 0 for no limit. */
  maxFailedAuthenticationsPerAddress: number
  maxFailedAuthenticationsPerClient: number
  failedAuthenticationPeriodMinutes: number
  /** Addresses and networks of proxies, whose `X-Forwarded-For` tells where a request comes from. */
  trustedProxies: string[]
  /** How long a request may take to arrive. */
  requestTimeoutSeconds: number
  /** What `/metrics` asks for as a bearer token; undefined when it is open to everybody. */
  metricsToken: string | undefined
  /** When the scheduler's jobs run, as five fields of cron in UTC; undefined for one that does not. */
  tokenExpirationSchedule: string | undefined
  tokenDeletingSchedule: string | undefined
  idempotencyPurgeSchedule: string | undefined
  rateLimitPurgeSchedule: string | undefined
  auditPurgeSchedule: string | undefined
  /** How long tokens are kept that have expired. */
  tokenTtlAfterExpirationDays: number
  /** How long events of the audit log are kept. */
  auditTtlDays: number
}

/** A hundred years: longer is a slip of the hand. */
const maxLifetimeSeconds = 100 * 365 * 86_400

/**
 * Reads the settings from the command line and the environment, and checks them all.
 * @throws StartError for the first that is wrong.
 */
export function readSettings(args: string[], environment: read.Environment): Settings {
  const { production, fixtures = environment.FIXTURES } = readArguments(args)
  const integer = read.integers(environment)
  const schedule = read.schedules(environment)
  return {
    mode: production ? 'production' : 'sandbox',
    host: read.host(environment.HOST ?? '127.0.0.1'),
    port: integer('PORT', { fallback: 4000, min: 0, max: 65_535 }),
    workers: integer('WORKERS', { fallback: 1, min: 1, max: 64 }),
    databaseUrl: read.databaseUrl('DATABASE_URL', environment.DATABASE_URL ?? 'sqlite:data/ehealth-auth.db'),
    databasePoolSize: integer('DATABASE_POOL_SIZE', { fallback: 10, min: 1, max: 1_000 }),
    databaseStatementTimeoutSeconds: integer('DATABASE_STATEMENT_TIMEOUT', { fallback: 5, min: 1, max: 3_600 }),
    fixtures: fixtures === '' ? undefined : fixtures,
    logLevel: read.logLevel(environment.LOG_LEVEL ?? 'info'),
    codeLifetimeSeconds: integer('AUTH_CODE_GRANT_LIFETIME', { fallback: 300, min: 1, max: maxLifetimeSeconds }),
    accessTokenLifetimeSeconds: integer('AUTH_ACCESS_TOKEN_LIFETIME', { fallback: 2_592_000, min: 1, max: maxLifetimeSeconds }),
    refreshTokenLifetimeSeconds: integer('AUTH_REFRESH_TOKEN_LIFETIME', { fallback: 604_800, min: 1, max: maxLifetimeSeconds }),
    trustedClientIds: read.ids('TRUSTED_CLIENT_IDS', environment.TRUSTED_CLIENT_IDS ?? ''),
    adminClientTypes: read.names('TOKENS_TYPES_ADMIN', environment.TOKENS_TYPES_ADMIN ?? 'NHS,MITHRIL ADMIN'),
    jwtSecret: read.jwtSecret(environment.JWT_SECRET, production),
    nonceLifetimeMinutes: integer('JWT_LOGIN_TTL', { fallback: 15, min: 1, max: 525_600 }),
    passwordExpirationDays: integer('PASSWORD_EXPIRATION_DAYS', { fallback: 90, min: 1, max: 36_500 }),
    maxFailedLogins: integer('MAX_FAILED_LOGINS', { fallback: 10, min: 1, max: 1_000 }),
    maxFailedLoginsPeriodMinutes: integer('MAX_FAILED_LOGINS_PERIOD', { fallback: 10, min: 1, max: 525_600 }),
    rateLimitPerMinute: integer('RATE_LIMIT_MINUTE', { fallback: 0, min: 0, max: 1_000_000 }),
    // Whoever tries the sandbox out fails on purpose.
    maxFailedAuthenticationsPerAddress: integer('MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS', { fallback: production ? 30 : 0, min: 0, max: 1_000_000 }),
    maxFailedAuthenticationsPerClient: integer('MAX_FAILED_AUTHENTICATIONS_PER_CLIENT', { fallback: production ? 100 : 0, min: 0, max: 1_000_000 }),
    failedAuthenticationPeriodMinutes: integer('MAX_FAILED_AUTHENTICATIONS_PERIOD', { fallback: 10, min: 1, max: 1_440 }),
    trustedProxies: read.networks('TRUSTED_PROXIES', environment.TRUSTED_PROXIES ?? ''),
    requestTimeoutSeconds: integer('REQUEST_TIMEOUT', { fallback: 30, min: 1, max: 300 }),
    metricsToken: read.metricsToken(environment.METRICS_TOKEN),
    tokenExpirationSchedule: schedule('TOKEN_EXPIRATION_SCHEDULE', '* 0-4 * * *'),
    tokenDeletingSchedule: schedule('TOKEN_DELETING_SCHEDULE', '* 1-4 * * *'),
    idempotencyPurgeSchedule: schedule('IDEMPOTENCY_PURGE_SCHEDULE', '*/5 * * * *'),
    rateLimitPurgeSchedule: schedule('RATE_LIMIT_PURGE_SCHEDULE', '*/5 * * * *'),
    auditPurgeSchedule: schedule('AUDIT_PURGE_SCHEDULE', '*/5 * * * *'),
    tokenTtlAfterExpirationDays: integer('TOKEN_TTL_AFTER_EXPIRATION_DAYS', { fallback: 30, min: 0, max: 36_500 }),
    auditTtlDays: integer('AUDIT_TTL_DAYS', { fallback: 365, min: 1, max: 36_500 }),
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
