import { expect, it } from 'vitest'
import { readSettings } from '../../server/config.ts'
import { StartError } from '../../server/start-error.ts'

const databaseRule =
  'DATABASE_URL must be "sqlite:" and a file, such as sqlite:data/ehealth-auth.db, or a database of PostgreSQL, such as postgres://user:password@host:5432/name'

it.each([
  ['PORT', '80a', 'PORT is "80a" and must be a whole number from 0 to 65535'],
  ['PORT', '70000', 'PORT is "70000" and must be a whole number from 0 to 65535'],
  ['AUTH_ACCESS_TOKEN_LIFETIME', '0', 'AUTH_ACCESS_TOKEN_LIFETIME is "0" and must be a whole number from 1 to 3153600000'],
  ['MAX_FAILED_LOGINS', '-1', 'MAX_FAILED_LOGINS is "-1" and must be a whole number from 1 to 1000'],
  ['TRUSTED_CLIENT_IDS', 'me', 'TRUSTED_CLIENT_IDS holds "me" and must be UUIDs separated by commas'],
  ['JWT_LOGIN_TTL', '0', 'JWT_LOGIN_TTL is "0" and must be a whole number from 1 to 525600'],
  ['JWT_LOGIN_TTL', '15m', 'JWT_LOGIN_TTL is "15m" and must be a whole number from 1 to 525600'],
  ['TOKENS_TYPES_ADMIN', '', 'TOKENS_TYPES_ADMIN is "" and must be names separated by commas'],
  ['TOKENS_TYPES_ADMIN', 'NHS,,MIS', 'TOKENS_TYPES_ADMIN is "NHS,,MIS" and must be names separated by commas'],
  ['JWT_SECRET', 'k'.repeat(63), 'JWT_SECRET is too short and must have at least 64 bytes, such as `openssl rand -hex 32` prints'],
  ['LOG_LEVEL', 'loud', 'LOG_LEVEL is "loud" and must be one of fatal, error, warn, info, debug, trace, silent'],
  ['HOST', '', 'HOST is empty and must be an address or a name'],
  ['WORKERS', '0', 'WORKERS is "0" and must be a whole number from 1 to 64'],
  ['DATABASE_POOL_SIZE', '0', 'DATABASE_POOL_SIZE is "0" and must be a whole number from 1 to 1000'],
  ['DATABASE_STATEMENT_TIMEOUT', '0.5', 'DATABASE_STATEMENT_TIMEOUT is "0.5" and must be a whole number from 1 to 3600'],
  ['MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS', '-1', 'MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS is "-1" and must be a whole number from 0 to 1000000'],
  ['MAX_FAILED_AUTHENTICATIONS_PER_CLIENT', 'many', 'MAX_FAILED_AUTHENTICATIONS_PER_CLIENT is "many" and must be a whole number from 0 to 1000000'],
  ['MAX_FAILED_AUTHENTICATIONS_PERIOD', '0', 'MAX_FAILED_AUTHENTICATIONS_PERIOD is "0" and must be a whole number from 1 to 1440'],
  ['REQUEST_TIMEOUT', '0', 'REQUEST_TIMEOUT is "0" and must be a whole number from 1 to 300'],
  ['AUDIT_TTL_DAYS', '0', 'AUDIT_TTL_DAYS is "0" and must be a whole number from 1 to 36500'],
  ['TRUSTED_PROXIES', '10.0.0.1, proxy', 'TRUSTED_PROXIES holds "proxy" and must be addresses or networks, such as 10.0.0.0/8, separated by commas'],
  ['TRUSTED_PROXIES', '10.0.0.0/33', 'TRUSTED_PROXIES holds "10.0.0.0/33" and must be addresses or networks, such as 10.0.0.0/8, separated by commas'],
  ...['0.0.0.0/0', '::/0', '127.1/8'].map((network) => ['TRUSTED_PROXIES', network, `TRUSTED_PROXIES holds "${network}" and must be addresses or networks, such as 10.0.0.0/8, separated by commas`]),
  ['METRICS_TOKEN', 'too-short', 'METRICS_TOKEN must have at least 16 visible characters of ASCII, such as `openssl rand -hex 32` prints'],
  ['METRICS_TOKEN', 'with a space in the middle', 'METRICS_TOKEN must have at least 16 visible characters of ASCII, such as `openssl rand -hex 32` prints'],
  ['DATABASE_URL', 'sqlite:', databaseRule],
  ['DATABASE_URL', 'sqlite::memory:', databaseRule],
  ['DATABASE_URL', 'sqlite://host/file.db', databaseRule],
  ['DATABASE_URL', 'postgres://user:password@host', databaseRule],
])('%s=%s is refused, and the message says the rule', (name, value, message) => {
  expect(() => readSettings([], { [name]: value })).toThrow(new StartError(message))
})

it.each([
  ['missing', undefined],
  ['too short', ''],
  ['too short', 'k'.repeat(63)],
])('production refuses a JWT_SECRET that is %s, and does not repeat it: %j', (fault, secret) => {
  const message = `JWT_SECRET is ${fault} and must have at least 64 bytes, such as \`openssl rand -hex 32\` prints`
  expect(() => readSettings(['--production'], { JWT_SECRET: secret })).toThrow(new StartError(message))
})

it('production takes a JWT_SECRET whose 64 bytes are fewer letters', () => {
  const secret = 'є'.repeat(32)
  expect(readSettings(['--production'], { JWT_SECRET: secret }).jwtSecret).toBe(secret)
})

it('proxies are addresses and networks of either kind', () => {
  const TRUSTED_PROXIES = '10.0.0.1, 192.168.0.0/16 fd00::/8,::1'
  expect(readSettings([], { TRUSTED_PROXIES }).trustedProxies).toEqual(['10.0.0.1', '192.168.0.0/16', 'fd00::/8', '::1'])
})

it('wrong credentials are limited in production, and in the sandbox where somebody wants it', () => {
  const limits = (args: string[], environment = {}) => {
    const settings = readSettings(args, { JWT_SECRET: 'k'.repeat(64), ...environment })
    return [settings.maxFailedAuthenticationsPerAddress, settings.maxFailedAuthenticationsPerClient]
  }
  expect(limits(['--production'])).toEqual([30, 100])
  expect(limits([])).toEqual([0, 0])
  expect(limits([], { MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS: '5', MAX_FAILED_AUTHENTICATIONS_PER_CLIENT: '6' })).toEqual([5, 6])
})

it('an option that is not known is refused', () => {
  expect(() => readSettings(['--fixture', 'x.yaml'], {})).toThrow("Unknown option '--fixture'")
})
