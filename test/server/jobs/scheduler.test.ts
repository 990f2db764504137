import { pino } from 'pino'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSettings, type Settings } from '../../../server/config.ts'
import { startScheduler, type Scheduler } from '../../../server/jobs/scheduler.ts'
import { StartError } from '../../../server/start-error.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { addTokens } from './rows.ts'

const server = await startServer()
afterAll(server.close)
const { store } = server
let lines: string[]

/** Runs jobs as the process does. Those whose schedule is not named here are off. */
function start(schedules: Partial<Settings>): Scheduler {
  const off = { tokenExpirationSchedule: undefined, tokenDeletingSchedule: undefined, idempotencyPurgeSchedule: undefined, rateLimitPurgeSchedule: undefined, auditPurgeSchedule: undefined }
  const settings = { ...server.settings, ...off, ...schedules }
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  return startScheduler({ ...server, settings }, logger)
}

const logged = () => lines.map((line) => JSON.parse(line)).map(({ level, job, rows, fault, msg }) => ({ level, job, rows, fault, msg }))
const ranAt = async () => {
  const rows = await store.read.selectFrom('jobs').select(['name', 'due_at']).orderBy('name').execute()
  return rows.map(({ name, due_at }) => `${name} ${new Date(due_at * 1_000).toISOString()}`)
}
const oldTokens = async () => (await store.read.selectFrom('tokens').where('expires_at', '=', 0).select('id').execute()).length

beforeEach(async () => {
  lines = []
  await store.write((db) => db.deleteFrom('jobs').execute())
  await store.write((db) => db.deleteFrom('tokens').where('expires_at', '=', 0).execute())
})

describe('as time passes', () => {
  const clockAt = (time: string) => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date(`2031-05-06T${time}Z`) })
  afterEach(() => void vi.useRealTimers().unstubAllEnvs())

  it('a job runs at the points of its schedule, in UTC wherever the machine is, and tells what it did', async () => {
    await addTokens(store, {}, 3)
    vi.stubEnv('TZ', 'Europe/Kyiv')
    expect(new Date(0).getTimezoneOffset()).toBe(-180)
    clockAt('00:58:30.000')
    const scheduler = start({ tokenDeletingSchedule: '0 1 * * *' })
    await vi.advanceTimersByTimeAsync(89_999)
    expect(await ranAt()).toEqual([])
    vi.advanceTimersByTime(1)
    await scheduler.stop()
    expect(await ranAt()).toEqual(['token_deleting 2031-05-06T01:00:00.000Z'])
    expect(await oldTokens()).toBe(0)
    expect(logged()).toEqual([{ level: 30, job: 'token_deleting', rows: 3, fault: undefined, msg: 'job done' }])
  })

  it('each job has the schedule of its own setting', async () => {
    clockAt('02:02:50.000')
    const scheduler = start({ tokenExpirationSchedule: '3 2 * * *', tokenDeletingSchedule: '4 2 * * *', idempotencyPurgeSchedule: '3 * 6 5 *', rateLimitPurgeSchedule: '3 2 * * TUE', auditPurgeSchedule: '3 2 6 * *' })
    vi.advanceTimersByTime(10_000)
    await scheduler.stop()
    expect(await ranAt()).toEqual(['audit_purge', 'idempotency_purge', 'rate_limit_purge', 'token_expiration'].map((name) => `${name} 2031-05-06T02:03:00.000Z`))
    expect(logged()).toContainEqual({ level: 20, job: 'rate_limit_purge', rows: 0, msg: 'job done' })
  })

  it('a process that stops finishes the batch under way, and begins no other', async () => {
    await addTokens(store, {}, 1_201)
    clockAt('01:00:59.000')
    const scheduler = start({ tokenDeletingSchedule: '* * * * *' })
    vi.advanceTimersByTime(1_000)
    await scheduler.stop()
    expect(await oldTokens()).toBe(701)
    vi.advanceTimersByTime(300_000)
    await scheduler.stop()
    expect(await oldTokens()).toBe(701)
    expect(await ranAt()).toEqual(['token_deleting 2031-05-06T01:01:00.000Z'])
  })

  it('a job that fails is logged, and runs again at the next point', async () => {
    await addTokens(store, {}, 2)
    await store.write((db) => db.schema.alterTable('tokens').renameTo('tokens_').execute())
    clockAt('01:00:59.000')
    const broken = start({ tokenDeletingSchedule: '* * * * *' })
    vi.advanceTimersByTime(1_000)
    await broken.stop()
    expect(logged()).toEqual([{ level: 50, job: 'token_deleting', fault: expect.objectContaining({ message: expect.stringContaining('tokens') }), msg: 'job failed' }])
    await store.write((db) => db.schema.alterTable('tokens_').renameTo('tokens').execute())

    const whole = start({ tokenDeletingSchedule: '* * * * *' })
    vi.advanceTimersByTime(60_000)
    await whole.stop()
    expect(await oldTokens()).toBe(0)
    expect(await store.read.selectFrom('jobs').select(['runs', 'failures', 'handled_rows']).execute()).toEqual([{ runs: 2, failures: 1, handled_rows: 2 }])
  })
})

it('the timers do not keep the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
  const before = timers()
  const scheduler = start({ tokenDeletingSchedule: '0 0 1 1 *', rateLimitPurgeSchedule: '0 0 1 1 *' })
  expect(timers()).toBe(before)
  await scheduler.stop()
})

describe('the settings', () => {
  it.each([
    ['TOKEN_EXPIRATION_SCHEDULE', 'tokenExpirationSchedule'],
    ['TOKEN_DELETING_SCHEDULE', 'tokenDeletingSchedule'],
    ['IDEMPOTENCY_PURGE_SCHEDULE', 'idempotencyPurgeSchedule'],
    ['RATE_LIMIT_PURGE_SCHEDULE', 'rateLimitPurgeSchedule'],
    ['AUDIT_PURGE_SCHEDULE', 'auditPurgeSchedule'],
  ] as const)('%s is a schedule, or off', (name, setting) => {
    const schedule = '1,2-5 0-23/2 * JAN-MAR 1'
    expect(readSettings([], { [name]: schedule })[setting]).toBe(schedule)
    expect(readSettings([], { [name]: 'off' })[setting]).toBeUndefined()
  })

  it.each(['', 'on', '* * * *', '* * * * * *', '60 * * * *', '0 24 * * *', '0 0 0 * *', '0 0 * 13 *', '0 0 * * 8', '@daily', '2031-05-06T07:08:09', '5-1 * * * *', '*/0 * * * *'])('refuse the schedule "%s" and say the rule', (text) => {
    const refused = new StartError(`TOKEN_DELETING_SCHEDULE is "${text}" and must be off or five fields of cron: minute hour day month weekday`)
    expect(() => readSettings([], { TOKEN_DELETING_SCHEDULE: text })).toThrow(refused)
  })
})
