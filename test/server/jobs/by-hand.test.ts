import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { takeLease } from '../../../server/jobs/lease.ts'
import { secondsPerDay, unixSeconds } from '../../../server/services.ts'
import { startProcess } from '../../fixtures/start-process.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { addTokens, addWindows } from './rows.ts'

const server = await startServer()
afterAll(server.close)
const { store, settings, now } = server

/** Runs jobs as `npm run jobs -- …` does. */
async function runJobs(args: string[], environment = {}) {
  const main = join(import.meta.dirname, '../../../server/jobs/run-jobs.ts')
  await using program = await startProcess({ main, args, environment: { DATABASE_URL: settings.databaseUrl, ...environment } })
  const code = await program.ended
  return { code, output: program.output() }
}

it('runs the job that is named, by the settings of the service but whatever its schedule, and says how many rows it handled', async () => {
  await addTokens(store, { expires_at: unixSeconds(now()) - 3 * secondsPerDay }, 1_201)
  const environment = { TOKEN_TTL_AFTER_EXPIRATION_DAYS: '2', TOKEN_DELETING_SCHEDULE: 'off' }
  expect(await runJobs(['token_deleting'], environment)).toEqual({ code: 0, output: 'token_deleting: 1201 rows\n' })
})

it('runs all jobs, and says which of them fail, and which another instance is running', async () => {
  await addWindows(store, {})
  await store.write((db) => takeLease(db, 'token_deleting', { now: now() }))
  await store.write((db) => db.schema.alterTable('idempotency_records').renameTo('idempotency_records_').execute())
  const { code, output } = await runJobs([])
  expect(output.split('\n').toSorted()).toEqual([
    '',
    'audit_purge: 0 rows',
    expect.stringMatching(/^idempotency_purge: failed: .*idempotency_records/),
    'rate_limit_purge: 1 row',
    'token_deleting: another instance is running it just now, or was killed less than a minute ago',
    'token_expiration: 0 rows',
  ])
  expect(code).toBe(1)
})

it('runs nothing when a name is unknown, and lists the known', async () => {
  const output = 'cannot run jobs: there is no job "otp_expiration", only token_expiration, token_deleting, idempotency_purge, rate_limit_purge, audit_purge\n'
  expect(await runJobs(['token_expiration', 'otp_expiration'])).toEqual({ code: 1, output })
})

it('makes no database where a wrong path names none', async () => {
  const output = 'cannot run jobs: there is no database nothing/here.db; see DATABASE_URL\n'
  expect(await runJobs([], { DATABASE_URL: 'sqlite:nothing/here.db' })).toEqual({ code: 1, output })
})
