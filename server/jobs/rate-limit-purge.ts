import { deleteExpired } from './delete-expired.ts'
import type { Job } from './job.ts'

/** Deletes the counts of windows that have ended. */
export const rateLimitPurge: Job = {
  name: 'rate_limit_purge',
  schedule: (settings) => settings.rateLimitPurgeSchedule,
  handle: (db, { now }) => deleteExpired(db, ['rate_limits', 'key'], now().getTime()),
}
