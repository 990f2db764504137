import { secondsPerDay, unixSeconds } from '../services.ts'
import { deleteExpired } from './delete-expired.ts'
import type { Job } from './job.ts'

/** Deletes the tokens that expired long ago. */
export const tokenDeleting: Job = {
  name: 'token_deleting',
  schedule: (settings) => settings.tokenDeletingSchedule,
  handle: (db, { settings, now }) =>
    deleteExpired(db, ['tokens', 'id', 'expires_at'], unixSeconds(now()) - settings.tokenTtlAfterExpirationDays * secondsPerDay),
}
