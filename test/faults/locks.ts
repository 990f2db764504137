import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { runOn } from '../fixtures/run-on-postgres.ts'

/** Another connection in a transaction of its own, which holds locks. */
export interface Holder {
  run(statement: string): Promise<void>
  /** Ends the transaction without a change. */
  release(): Promise<void>
}

/** Runs a statement that locks something, and holds that until the test ends at the latest. */
export async function hold(url: string, statement: string): Promise<Holder> {
  const client = new pg.Client(url)
  // Tests stop the server meanwhile.
  client.on('error', () => {})
  await client.connect()
  const run = async (statement: string) => void (await client.query(statement))
  onTestFinished(() => client.end())
  await run(`begin; ${statement}`)
  return { run, release: () => client.end() }
}

const blockedSince = `
  select extract(epoch from clock_timestamp() - query_start)::float as seconds from pg_stat_activity
  where datname = current_database() and application_name = 'ehealth-auth' and wait_event_type = 'Lock'`

/** Resolves when so many connections of ours wait for a lock, and have done so for a while. */
export async function waitForBlocked(url: string, count = 1, { forSeconds = 0 } = {}): Promise<void> {
  const blocked = async () => (await runOn(url, blockedSince)).filter(({ seconds }) => Number(seconds) >= forSeconds).length
  await expect.poll(blocked, { timeout: 10_000, interval: 10 }).toBe(count)
}
