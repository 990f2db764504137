import { unixSeconds } from '../services.ts'
import { batchRows, type Job } from './job.ts'

/** Deletes the answers that are no longer given again. */
export const idempotencyPurge: Job = {
  name: 'idempotency_purge',
  schedule: (settings) => settings.idempotencyPurgeSchedule,
  async handle(db, { now }) {
    const ended = db.selectFrom('idempotency_records').where('expires_at', '<=', unixSeconds(now())).select('id').limit(batchRows)
    const { numDeletedRows } = await db.deleteFrom('idempotency_records').where('id', 'in', ended).executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  },
}
