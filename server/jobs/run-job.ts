import type { Services } from '../services.ts'
import { batchRows, type Job } from './job.ts'
import { keepLease, releaseLease, takeLease, type Lease } from './lease.ts'

interface Occasion {
  /** The point of the schedule, at which no other run has taken the job; absent for a run that no schedule asks for. */
  dueAt?: Date
  /** Ends the run after the batch under way. What is left is done at the next point of the schedule. */
  signal?: AbortSignal
}

/**
 * Runs a job, unless another run has it; returns how many rows it has handled, undefined when it did not run.
 * @throws what went wrong, after it was counted as a failure.
 */
export async function runJob(job: Job, services: Services, { dueAt, signal }: Occasion = {}): Promise<number | undefined> {
  const { store, now } = services
  const lease = await store.write((db) => takeLease(db, job.name, { now: now(), dueAt }))
  if (lease === undefined) return undefined
  try {
    const rows = await runBatches(job, services, lease, signal)
    await store.write((db) => releaseLease(db, lease, { failed: false }))
    return rows
  } catch (error) {
    // The database may be what has failed; the lease lapses then.
    await store.write((db) => releaseLease(db, lease, { failed: true })).catch(() => {})
    throw error
  }
}

async function runBatches(job: Job, services: Services, lease: Lease, signal: AbortSignal | undefined): Promise<number> {
  let handled = 0
  for (;;) {
    const rows = await runBatch(job, services, lease)
    handled += rows
    if (rows < batchRows || signal?.aborted === true) return handled
  }
}

/**
 * Handles the next rows in a write of their own, so that others get their turn before the rows after them.
 * @throws LeaseLost when another run has taken the job meanwhile; nothing of the batch stays then.
 */
export async function runBatch(job: Job, services: Services, lease: Lease): Promise<number> {
  const { store, now } = services
  return store.write(async (db) => {
    const rows = await job.handle(db, services)
    await keepLease(db, lease, { rows, now: now() })
    return rows
  })
}
