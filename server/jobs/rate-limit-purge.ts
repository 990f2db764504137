import { unixSeconds } from '../services.ts'
import { deleteExpired } from './delete-expired.ts'
import { batchRows, type Job } from './job.ts'

/** Deletes the counts of windows that have ended, and the sign-ins that count no longer. */
export const rateLimitPurge: Job = {
  name: 'rate_limit_purge',
  schedule: (settings) => settings.rateLimitPurgeSchedule,
  async handle(db, { now }) {
    const windows = await deleteExpired(db, ['rate_limits', 'key', 'expires_at'], now().getTime())
    if (windows === batchRows) return windows
    return windows + (await deleteExpired(db, ['sign_in_attempts', 'id', 'expires_at'], unixSeconds(now())))
  },
}
