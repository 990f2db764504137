import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fixtures } from '../../server/fixtures/fixtures.ts'
import { startProcess } from '../fixtures/start-process.ts'
import type { Options } from './options.ts'
import { startDatabase } from './start-database.ts'

/** The service in a process of its own, in production mode, with a database of its own. */
export interface Service extends AsyncDisposable {
  url: string
  databaseUrl: string
  /** What it has printed so far. */
  output(): string
  /** Resolves with the exit code once it has ended. */
  ended: Promise<number | null>
}

/** Nothing is limited that the load comes up against, and tokens end and are deleted while it lasts. */
const settings = {
  LOG_LEVEL: 'warn',
  MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS: '0',
  MAX_FAILED_AUTHENTICATIONS_PER_CLIENT: '0',
  AUTH_ACCESS_TOKEN_LIFETIME: '60',
  TOKEN_TTL_AFTER_EXPIRATION_DAYS: '0',
  TOKEN_EXPIRATION_SCHEDULE: '* * * * *',
  TOKEN_DELETING_SCHEDULE: '* * * * *',
  IDEMPOTENCY_PURGE_SCHEDULE: '* * * * *',
  RATE_LIMIT_PURGE_SCHEDULE: '* * * * *',
  AUDIT_PURGE_SCHEDULE: '* * * * *',
}

/** Starts the service with these rows. */
export async function startService(engine: Options['engine'], fixtures: Fixtures): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-soak-'))
  const parts: AsyncDisposable[] = [{ [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }]
  async function dispose(): Promise<void> {
    for (const part of parts.toReversed()) await part[Symbol.asyncDispose]()
  }

  try {
    const file = join(folder, 'population.json')
    await writeFile(file, JSON.stringify(fixtures), { mode: 0o600 })
    const database = engine === 'postgres' ? await startDatabase() : { url: `sqlite:${join(folder, 'soak.db')}`, async [Symbol.asyncDispose]() {} }
    parts.push(database)
    const environment = { ...settings, DATABASE_URL: database.url, JWT_SECRET: randomBytes(64).toString('hex') }
    const running = await startProcess({ args: ['--production', '--fixtures', file], environment })
    parts.push(running)
    const { output, ended } = running
    return { url: await running.listening, databaseUrl: database.url, output, ended, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
