import { join } from 'node:path'
import { expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { childrenOf } from '../fixtures/children-of.ts'
import { openAt } from '../fixtures/database.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { readExposition, type Sample } from './exposition.ts'

/** Scrapes over a connection of its own, so that the processes are asked in turn. */
async function scrape(url: string): Promise<Sample[]> {
  const response = await fetch(`${url}/metrics`, { headers: { Connection: 'close' } })
  return readExposition(await response.text())
}

const named = (samples: Sample[], name: string) => samples.filter((sample) => sample.name === name)

const refreshesIn = (samples: Sample[]) =>
  named(samples, 'ehealth_auth_http_requests_total').find(({ labels }) => labels.operation === 'createToken' && labels.status === '201')?.value

/** Writes into the database that a job has run. */
async function addRuns(folder: string, name: string, runs: number): Promise<void> {
  const store = await openAt(`sqlite:${join(folder, 'data/ehealth-auth.db')}`)
  const row = { name, holder: null, held_until: 0, due_at: 0, runs, failures: 0, handled_rows: 0 }
  await store.write((db) => db.insertInto('jobs').values(row).execute())
  await store.close()
}

it('every process tells the sum of all, also of what one has counted that is killed, but not of what it had', async () => {
  await using server = await startProcess({ environment: { WORKERS: '2' } })
  const url = await server.listening
  const requests = Array.from({ length: 20 }, () => call({ url }, 'POST /oauth/tokens', { body: refreshGrant, headers: { Connection: 'close' } }))
  expect(new Set((await Promise.all(requests)).map(({ status }) => status))).toEqual(new Set([201]))
  await expect.poll(async () => refreshesIn(await scrape(url))).toBe(20)
  const scrapes = await Promise.all(Array.from({ length: 6 }, () => scrape(url)))
  expect(scrapes.map(refreshesIn)).toEqual(Array(6).fill(20))
  const busy = server.output().split('\n').flatMap((line) => (line.includes('"createToken"') ? [JSON.parse(line).pid] : []))
  expect(new Set(busy).size).toBe(2)

  const [samples = []] = scrapes
  const metrics = ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes']
  for (const name of metrics) expect(named(samples, name)).toEqual([{ name, labels: {}, value: expect.any(Number) }])

  await addRuns(server.folder, 'audit_purge', 3)
  expect(named(await scrape(url), 'ehealth_auth_job_runs_total').find(({ labels }) => labels.job === 'audit_purge')?.value).toBe(3)

  const [killed = 0] = childrenOf(server.pid)
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => server.output()).toContain(`process ${killed} ended`)
  expect(refreshesIn(await scrape(url))).toBe(20)

  const answering = async () => {
    await scrape(url)
    return new Set([...server.output().matchAll(/"pid":(\d+),.*"answered"/g)].map(([, pid]) => pid)).size
  }
  await expect.poll(answering, { timeout: 10_000 }).toBe(3)
  // What a process may have open is the same for each: there are as many as before.
  expect(named(await scrape(url), 'process_max_fds')).toEqual(named(samples, 'process_max_fds'))
  expect(named(samples, 'process_max_fds')).toHaveLength(1)
})
