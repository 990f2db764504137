import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { isSchedule } from './jobs/schedule.ts'
import { StartError } from './start-error.ts'
import { isPostgresUrl, sqliteFileOf } from './store/database-url.ts'
import { isUuid } from './uuid.ts'

/** Environment variables. */
export type Environment = Record<string, string | undefined>

/** Reads whole numbers. @throws StartError for one that is none, or out of its bounds. */
export function integers(environment: Environment) {
  return (name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number => {
    const text = environment[name]
    if (text === undefined) return fallback
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= min && value <= max) return value
    throw new StartError(`${name} is "${text}" and must be a whole number from ${min} to ${max}`)
  }
}

/** Reads schedules, `off` among them. @throws StartError for one that is none. */
export function schedules(environment: Environment) {
  return (name: string, fallback: string): string | undefined => {
    const text = environment[name]
    if (text === undefined) return fallback
    if (text === 'off') return undefined
    if (isSchedule(text)) return text
    throw new StartError(`${name} is "${text}" and must be off or five fields of cron: minute hour day month weekday`)
  }
}

/**
 * Checks the host to listen on. Node would take an empty one for all interfaces, and the sandbox with its public credentials
 * would be open to the network.
 * @throws StartError when it is empty.
 */
export function host(host: string): string {
  if (host.trim() !== '') return host
  throw new StartError('HOST is empty and must be an address or a name')
}

/**
 * Checks the URL of a database, which a setting or an option names.
 * @throws StartError when it is none.
 */
export function databaseUrl(name: string, url: string): string {
  if (sqliteFileOf(url) !== undefined || isPostgresUrl(url)) return url
  // The value itself may hold a password, so the message leaves it out.
  throw new StartError(
    `${name} must be "sqlite:" and a file, such as sqlite:data/ehealth-auth.db, or a database of PostgreSQL, such as postgres://user:password@host:5432/name`,
  )
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Checks the least level that is logged. @throws StartError when there is no such level. */
export function logLevel(level: string): string {
  if (logLevels.includes(level)) return level
  throw new StartError(`LOG_LEVEL is "${level}" and must be one of ${logLevels.join(', ')}`)
}

/** RFC 7518, section 3.2: the key of HS512 has at least 512 bits. */
const minJwtSecretBytes = 64

/**
 * Checks the key of nonces. The sandbox makes its own when there is none, because its nonces need not outlive the process.
 * @throws StartError when it is too short, or missing in production; the message does not repeat it.
 */
export function jwtSecret(secret: string | undefined, production: boolean): string {
  if (secret === undefined && !production) return randomBytes(minJwtSecretBytes).toString('base64url')
  if (secret !== undefined && Buffer.byteLength(secret) >= minJwtSecretBytes) return secret
  throw new StartError(`JWT_SECRET ${secret === undefined ? 'is missing' : 'is too short'} and must have at least ${minJwtSecretBytes} bytes, such as \`openssl rand -hex 32\` prints`)
}

/** Reads names separated by commas. @throws StartError for an empty one. */
export function names(name: string, text: string): string[] {
  const names = text.split(',').map((part) => part.trim())
  if (!names.includes('')) return names
  throw new StartError(`${name} is "${text}" and must be names separated by commas`)
}

/** Reads UUIDs separated by commas, in lower case. @throws StartError for one that is none. */
export function ids(name: string, text: string): string[] {
  const ids = text.split(/[\s,]+/).filter((id) => id !== '')
  for (const id of ids) {
    if (!isUuid(id)) throw new StartError(`${name} holds "${id}" and must be UUIDs separated by commas`)
  }
  return ids.map((id) => id.toLowerCase())
}

/** Reads addresses and networks separated by commas, such as `10.0.0.0/8`. @throws StartError for one that is none. */
export function networks(name: string, text: string): string[] {
  const networks = text.split(/[\s,]+/).filter((network) => network !== '')
  for (const network of networks) {
    if (!isNetwork(network)) throw new StartError(`${name} holds "${network}" and must be addresses or networks, such as 10.0.0.0/8, separated by commas`)
  }
  return networks
}

/** Whoever trusts everybody's word trusts that of an attacker, so a network of all addresses is none. */
function isNetwork(text: string): boolean {
  const [address = '', prefix] = text.split('/')
  return isIP(address) > 0 && (prefix === undefined || (ipaddr.isValidCIDR(text) && Number(prefix) > 0))
}

/** As long as a token must be that cannot be guessed. */
const minMetricsTokenLength = 16

/** Checks the token that `/metrics` asks for. @throws StartError when it is too short; the message does not repeat it. */
export function metricsToken(token: string | undefined): string | undefined {
  if (token === undefined || (token.length >= minMetricsTokenLength && /^[\x21-\x7e]+$/.test(token))) return token
  throw new StartError(`METRICS_TOKEN must have at least ${minMetricsTokenLength} visible characters of ASCII, such as \`openssl rand -hex 32\` prints`)
}
