import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../server/app.ts'
import { readSettings } from '../../server/config.ts'
import { stopped, stopping } from '../../server/farewell.ts'
import { listen } from '../../server/http/listen.ts'
import { notices } from '../../server/notices.ts'
import { knownMigrations } from '../../server/store/migrate.ts'
import { migrations } from '../../server/store/migrations.ts'
import { welcome } from '../../server/welcome.ts'
import { newFolder } from '../faults/new-folder.ts'
import { newDatabase, openAt } from '../fixtures/database.ts'
import { holdRequest } from '../fixtures/hold-request.ts'
import { startProcess } from '../fixtures/start-process.ts'

const JWT_SECRET = 'k'.repeat(64)

/** Makes a database as the version before the last migration has left it. */
async function makeOlder(file: string, lastMigration: string): Promise<void> {
  const db = new Kysely({ dialect: new SqliteDialect({ database: new SQLite(file) }) })
  const { error } = await new Migrator({ db, provider: migrations }).migrateTo(lastMigration)
  expect(error).toBeUndefined()
  await db.destroy()
}

it('production says what it has done to an older database, and what is open', async () => {
  const folder = await newFolder()
  const [previous = '', last = ''] = (await knownMigrations()).slice(-2)
  await makeOlder(join(folder, 'auth.db'), previous)
  const environment = { JWT_SECRET, DATABASE_URL: 'sqlite:auth.db', TOKEN_DELETING_SCHEDULE: 'off', LOG_LEVEL: 'silent' }
  await using server = await startProcess({ folder, args: ['--production'], environment })
  const url = await server.listening
  expect(server.output()).toBe(`ehealth-auth (production) listens on ${url}, database auth.db
Database auth.db: brought up to date (${last})
Mind what is open or off:
- /metrics is open to everybody (METRICS_TOKEN)
- requests of one address are not limited (RATE_LIMIT_MINUTE)
- the job token_deleting is off (TOKEN_DELETING_SCHEDULE)
`)
})

const environment = { JWT_SECRET, WORKERS: '4', METRICS_TOKEN: 'm'.repeat(40), RATE_LIMIT_MINUTE: '100' }

it('production says nothing of what is as it should be', () => {
  const settings = readSettings(['--production'], environment)
  const prepared = { schemaUpdate: { isNew: false, steps: [] }, seeded: undefined }
  const serving = { ...prepared, url: 'http://127.0.0.1:4000', underWay: async () => 0, stop: async () => 0 }
  expect(welcome(serving, settings)).toBe('ehealth-auth (production) listens on http://127.0.0.1:4000, database data/ehealth-auth.db, 4 processes')
})

it('every limit that is off is named with its setting', () => {
  const off = { MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS: '0', MAX_FAILED_AUTHENTICATIONS_PER_CLIENT: '0' }
  expect(notices(readSettings(['--production'], { ...environment, ...off }))).toEqual([
    'wrong credentials from one address are not limited (MAX_FAILED_AUTHENTICATIONS_PER_ADDRESS)',
    'wrong credentials for one client are not limited (MAX_FAILED_AUTHENTICATIONS_PER_CLIENT)',
  ])
})

it('a server that stops tells how many requests took too long and were cut off', async () => {
  const database = await newDatabase('demo')
  onTestFinished(database.remove)
  const store = await openAt(database.url)
  onTestFinished(store.close)
  const settings = readSettings([], { PORT: '0' })
  const logger = pino({ level: 'silent' })
  const server = await listen(createApp({ store, settings, now: () => new Date() }, logger), settings, logger)
  const [finished, slow] = [await holdRequest(server), await holdRequest(server)]
  expect(server.underWay()).toBe(2)
  expect(await finished.finish()).toBe(201)
  expect(await server.close(1)).toBe(1)
  await expect(slow.finish()).rejects.toThrow()
})

it.each([
  [0, 0, 400, 'none is under way', 'stopped, having served for 0 seconds'],
  [1, 0, 61_000, 'finishing 1 under way, for 8 seconds at most', 'finished it\nstopped, having served for 1 minute 1 second'],
  [3, 0, 7_320_000, 'finishing 3 under way, for 8 seconds at most', 'finished all 3\nstopped, having served for 2 hours 2 minutes'],
  [3, 2, 86_400_000, 'finishing 3 under way, for 8 seconds at most', 'cut 2 of 3 requests off after 8 seconds\nstopped, having served for 1 day'],
])('%i requests under way, %i of them cut off, after %i ms', (underWay, cutOff, servedMs, first, last) => {
  expect(stopping('SIGTERM', underWay)).toBe(`SIGTERM: no new requests, ${first}`)
  expect(stopped(underWay, cutOff, servedMs)).toBe(last)
})
