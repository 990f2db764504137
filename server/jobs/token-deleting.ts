import { secondsPerDay, unixSeconds } from '../services.ts'
import { batchRows, type Job } from './job.ts'

/** Deletes the tokens that expired long ago. */
export const tokenDeleting: Job = {
  name: 'token_deleting',
  schedule: (settings) => settings.tokenDeletingSchedule,
  async handle(db, { settings, now }) {
    const expiredBy = unixSeconds(now()) - settings.tokenTtlAfterExpirationDays * secondsPerDay
    const expired = db.selectFrom('tokens').where('expires_at', '<=', expiredBy).select('id').limit(batchRows)
    const { numDeletedRows } = await db.deleteFrom('tokens').where('id', 'in', expired).executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },
}
