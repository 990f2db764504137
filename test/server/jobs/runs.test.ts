import { afterAll, describe, expect, it } from 'vitest'
import { keepLease, LeaseLost, releaseLease, takeLease } from '../../../server/jobs/lease.ts'
import { runBatch, runJob } from '../../../server/jobs/run-job.ts'
import type { Services } from '../../../server/services.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { addTokens, addWindows, at, jobNamed, later } from './rows.ts'

const server = await startServer()
afterAll(server.close)
/** Another instance on the same database. */
const other = await startServer({ databaseUrl: server.settings.databaseUrl })
afterAll(other.close)

const { store } = server
const start = new Date('2031-05-06T07:08:00.000Z')
const purge = jobNamed('rate_limit_purge')
const deleting = jobNamed('token_deleting')

const row = (name: string) => store.read.selectFrom('jobs').where('name', '=', name).selectAll().executeTakeFirstOrThrow()
const take = ({ store, now }: Services, name: string, dueAt?: Date) => store.write((db) => takeLease(db, name, { now: now(), dueAt }))
const windowsLeft = async () => (await store.read.selectFrom('rate_limits').select('key').execute()).length

/** The metrics of jobs. */
async function metricsText({ url } = server): Promise<string> {
  const response = await fetch(`${url}/metrics`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = (await response.text()).split('\n')
  return lines.filter((line) => line.includes('ehealth_auth_job_')).join('\n')
}

it('before any run the metrics tell of each job, what they count, and that it is nothing', async () => {
  expect(await metricsText()).toMatchInlineSnapshot(`
    "# HELP ehealth_auth_job_runs_total Runs of the job that have ended, those that failed among them.
    # TYPE ehealth_auth_job_runs_total counter
    ehealth_auth_job_runs_total{job="token_expiration"} 0
    ehealth_auth_job_runs_total{job="token_deleting"} 0
    ehealth_auth_job_runs_total{job="idempotency_purge"} 0
    ehealth_auth_job_runs_total{job="rate_limit_purge"} 0
    ehealth_auth_job_runs_total{job="audit_purge"} 0
    # HELP ehealth_auth_job_failures_total Runs of the job that failed.
    # TYPE ehealth_auth_job_failures_total counter
    ehealth_auth_job_failures_total{job="token_expiration"} 0
    ehealth_auth_job_failures_total{job="token_deleting"} 0
    ehealth_auth_job_failures_total{job="idempotency_purge"} 0
    ehealth_auth_job_failures_total{job="rate_limit_purge"} 0
    ehealth_auth_job_failures_total{job="audit_purge"} 0
    # HELP ehealth_auth_job_rows_total Rows that the job has changed or deleted.
    # TYPE ehealth_auth_job_rows_total counter
    ehealth_auth_job_rows_total{job="token_expiration"} 0
    ehealth_auth_job_rows_total{job="token_deleting"} 0
    ehealth_auth_job_rows_total{job="idempotency_purge"} 0
    ehealth_auth_job_rows_total{job="rate_limit_purge"} 0
    ehealth_auth_job_rows_total{job="audit_purge"} 0"
  `)
})

describe('a point of the schedule', () => {
  it('is one run, however many instances are there at once', async () => {
    for (let minute = 0; minute < 20; minute += 1) {
      const dueAt = later(start, minute * 60)
      const instances = [server, other, server, other].map((instance) => at(later(dueAt, 1), instance))
      const results = await Promise.all(instances.map((services) => runJob(deleting, services, { dueAt })))
      expect(results.filter((rows) => rows !== undefined)).toHaveLength(1)
    }
    expect(await row('token_deleting')).toMatchObject({ runs: 20, failures: 0, holder: null })
  })

  it('is past when a later one was taken, and the next one is a run again', async () => {
    const points = [600, 660, 600, 660, 659, 661]
    const runs = []
    for (const seconds of points) runs.push(await runJob(purge, at(later(start, 700), server), { dueAt: later(start, seconds) }))
    expect(runs).toEqual([0, 0, undefined, undefined, undefined, 0])
  })

  it('is no matter to a run by hand, which takes none', async () => {
    const before = await row('rate_limit_purge')
    expect(await runJob(purge, at(start, server))).toBe(0)
    expect(await runJob(purge, at(start, other))).toBe(0)
    expect(await row('rate_limit_purge')).toEqual({ ...before, runs: before.runs + 2 })
  })
})

describe('the lease', () => {
  it('keeps everybody else out for a minute after the last batch, even those whose point has come', async () => {
    const lease = await take(at(start, server), 'token_expiration')
    const next = (seconds: number) => take(at(later(start, seconds), other), 'token_expiration', later(start, seconds))
    expect(await next(59)).toBeUndefined()
    await store.write((db) => keepLease(db, lease!, { rows: 0, now: later(start, 30) }))
    expect(await next(89)).toBeUndefined()
    expect(await next(90)).toEqual({ job: 'token_expiration', holder: expect.any(String) })
  })

  it('that has lapsed is taken over, and the batch of the run that had it leaves nothing', async () => {
    await addWindows(store, {}, 1_101)
    const before = await row('rate_limit_purge')
    const lease = await take(at(start, server), 'rate_limit_purge')
    expect(await runBatch(purge, at(start, server), lease!)).toBe(500)

    const otherLease = await take(at(later(start, 60), other), 'rate_limit_purge')
    await expect(runBatch(purge, at(later(start, 61), server), lease!)).rejects.toThrow(LeaseLost)
    expect(await windowsLeft()).toBe(601)
    // The run that was too slow gives back what it no longer has.
    await store.write((db) => releaseLease(db, lease!, { failed: true }))
    expect(await row('rate_limit_purge')).toMatchObject({ holder: otherLease!.holder, runs: before.runs, failures: 0, handled_rows: 500 })

    expect(await runBatch(purge, at(later(start, 62), other), otherLease!)).toBe(500)
    await other.store.write((db) => releaseLease(db, otherLease!, { failed: false }))
    await expect(runBatch(purge, at(later(start, 63), server), lease!)).rejects.toThrow(LeaseLost)
    expect(await windowsLeft()).toBe(101)
  })

  it('is nobody\'s after a run that was told to stop, which has finished its batch', async () => {
    await addWindows(store, {}, 1_000)
    const before = await windowsLeft()
    expect(await runJob(purge, at(start, server), { signal: AbortSignal.abort() })).toBe(500)
    expect(await windowsLeft()).toBe(before - 500)
    expect(await runJob(purge, at(start, other))).toBe(before - 500)
  })
})

describe('a job that fails', () => {
  const fault = new Error('out of order')
  const broken = {
    ...deleting,
    async handle(...parameters: Parameters<typeof deleting.handle>): Promise<number> {
      await deleting.handle(...parameters)
      throw fault
    },
  }

  it('leaves nothing of its batch, is counted, and runs again at the next point', async () => {
    const before = await row('token_deleting')
    const [id = ''] = await addTokens(store, {})
    const due = later(start, 3_600)
    await expect(runJob(broken, at(due, server), { dueAt: due })).rejects.toBe(fault)
    expect(await store.read.selectFrom('tokens').where('id', '=', id).select('id').execute()).toHaveLength(1)
    expect(await row('token_deleting')).toMatchObject({ runs: before.runs + 1, failures: before.failures + 1, handled_rows: before.handled_rows, holder: null })

    expect(await runJob(deleting, at(due, other), { dueAt: due })).toBeUndefined()
    const next = later(due, 60)
    expect(await runJob(deleting, at(next, other), { dueAt: next })).toBe(1)
  })
})

it('the metrics of every instance tell what all of them have done, as often as they are asked', async () => {
  const { runs, failures, handled_rows } = await row('token_deleting')
  expect([failures, handled_rows]).toEqual([1, 1])
  const text = await metricsText()
  expect(await metricsText()).toBe(text)
  expect(await metricsText(other)).toBe(text)
  const told = text.split('\n').filter((line) => line.includes('{job="token_deleting"}'))
  expect(told).toEqual([
    `ehealth_auth_job_runs_total{job="token_deleting"} ${runs}`,
    'ehealth_auth_job_failures_total{job="token_deleting"} 1',
    'ehealth_auth_job_rows_total{job="token_deleting"} 1',
  ])
})

it('while the database cannot be read there are no figures of jobs, and they come back with it', async () => {
  await store.write((db) => db.schema.alterTable('jobs').renameTo('jobs_').execute())
  expect(await metricsText()).not.toContain('{job=')
  await store.write((db) => db.schema.alterTable('jobs_').renameTo('jobs').execute())
  expect(await metricsText()).toContain('ehealth_auth_job_runs_total{job="token_deleting"}')
})
