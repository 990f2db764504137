import type { Commit } from '../operations/operation.ts'
import { appendEvents } from './append-events.ts'
import type { Trail } from './trail.ts'

/** Commits what is done together with the event that tells of it, so that there is never one without the other. */
export function recorded(commit: Commit, trail: Trail, now: () => Date): Commit {
  return (work, { isRoutine = false } = {}) => {
    const begun = { ...trail }
    return commit(async (db) => {
      // What an attempt has learnt that the database gave up is not true of the next one.
      Object.assign(trail, begun)
      const answer = await work(db)
      // What was made is where the answer says; the place to go to after an approval is not here.
      const made = answer.headers?.Location
      if (made?.startsWith('/admin/')) trail.objects = [made]
      if (!isRoutine) await appendEvents(db, trail, { now: now() })
      return answer
    })
  }
}
