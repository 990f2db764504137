import { secondsPerDay } from '../services.ts'
import { deleteExpired } from './delete-expired.ts'
import type { Job } from './job.ts'

/** Deletes the events of the audit log that are old enough. Nothing else ever deletes or changes one. */
export const auditPurge: Job = {
  name: 'audit_purge',
  schedule: (settings) => settings.auditPurgeSchedule,
  handle(db, { settings, now }) {
    const oldest = new Date(now().getTime() - settings.auditTtlDays * secondsPerDay * 1_000)
    return deleteExpired(db, ['audit_events', 'id', 'inserted_at'], oldest.toISOString())
  },
}
