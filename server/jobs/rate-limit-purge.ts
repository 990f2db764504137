import { batchRows, type Job } from './job.ts'

/** Deletes the counts of windows that have ended. */
export const rateLimitPurge: Job = {
  name: 'rate_limit_purge',
  schedule: (settings) => settings.rateLimitPurgeSchedule,
  async handle(db, { now }) {
    const ended = db.selectFrom('rate_limits').where('expires_at', '<=', now().getTime()).select('key').limit(batchRows)
    const { numDeletedRows } = await db.deleteFrom('rate_limits').where('key', 'in', ended).executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },
}
