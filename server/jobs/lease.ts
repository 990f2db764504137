import { randomUUID } from 'node:crypto'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'

/** How long a run that was killed, or does not get on, keeps others from the job. A batch takes far less. */
const leaseSeconds = 60

/** The right to run a job, which one run has at a time among all processes on the database. */
export interface Lease {
  job: string
  /** This run, and no other. */
  holder: string
}

interface Occasion {
  now: Date
  /** The point of the schedule; absent for a run that no schedule asks for. */
  dueAt?: Date | undefined
}

/** The run has lost its job to another one, because it did not get on for so long. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Takes a job; undefined when another run has it, or had it at this point of the schedule or a later one. */
export async function takeLease(db: Queries, job: string, { now, dueAt }: Occasion): Promise<Lease | undefined> {
  const row = { name: job, holder: null, held_until: 0, due_at: 0, runs: 0, failures: 0, handled_rows: 0 }
  await db.insertInto('jobs').values(row).onConflict((conflict) => conflict.column('name').doNothing()).execute()
  const holder = randomUUID()
  let taking = db
    .updateTable('jobs')
    .set({ holder, held_until: unixSeconds(now) + leaseSeconds })
    .where('name', '=', job)
    .where('held_until', '<=', unixSeconds(now))
  if (dueAt !== undefined) taking = taking.set({ due_at: unixSeconds(dueAt) }).where('due_at', '<', unixSeconds(dueAt))
  const { numUpdatedRows } = await taking.executeTakeFirst()
  return numUpdatedRows === 1n ? { job, holder } : undefined
}

/**
 * Renews the lease and counts what a batch has handled, in the transaction of the batch.
 * @throws LeaseLost when another run has taken the job meanwhile; nothing of the batch may stay then.
 */
export async function keepLease(db: Queries, { job, holder }: Lease, { rows, now }: { rows: number; now: Date }): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set(({ eb }) => ({ held_until: unixSeconds(now) + leaseSeconds, handled_rows: eb('handled_rows', '+', rows) }))
    .where('name', '=', job)
    .where('holder', '=', holder)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLost(`another run has taken ${job}, because this one did not get on for ${leaseSeconds} seconds`)
}

/** Gives the job back and counts the run; does nothing when another run has taken the job. */
export async function releaseLease(db: Queries, { job, holder }: Lease, { failed }: { failed: boolean }): Promise<void> {
  await db
    .updateTable('jobs')
    .set(({ eb }) => ({ holder: null, held_until: 0, runs: eb('runs', '+', 1), failures: eb('failures', '+', failed ? 1 : 0) }))
    .where('name', '=', job)
    .where('holder', '=', holder)
    .execute()
}
