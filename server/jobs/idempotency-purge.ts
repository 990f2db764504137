import { unixSeconds } from '../services.ts'
import { deleteExpired } from './delete-expired.ts'
import type { Job } from './job.ts'

/** Deletes the answers that are no longer given again. */
export const idempotencyPurge: Job = {
  name: 'idempotency_purge',
  schedule: (settings) => settings.idempotencyPurgeSchedule,
  handle: (db, { now }) => deleteExpired(db, ['idempotency_records', 'id', 'expires_at'], unixSeconds(now())),
}
