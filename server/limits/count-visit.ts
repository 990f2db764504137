import { sql } from 'kysely'
import type { Store } from '../store/store.ts'

/** How often something may come in a window of time, which begins when it first comes. */
export interface Limit {
  points: number
  windowMs: number
}

/**
 * Counts a visit, in the database, so that all instances count together. Returns how many milliseconds the visitor has to
 * wait; undefined when there have not been too many.
 */
export async function countVisit(store: Store, key: string, { points, windowMs }: Limit, now: Date): Promise<number | undefined> {
  const nowMs = now.getTime()
  const isOpen = sql<boolean>`rate_limits.expires_at > ${nowMs}`
  const window = await store.write((db) =>
    db
      .insertInto('rate_limits')
      .values({ key, points: 1, expires_at: nowMs + windowMs })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          points: sql`case when ${isOpen} then rate_limits.points + 1 else 1 end`,
          expires_at: sql`case when ${isOpen} then rate_limits.expires_at else excluded.expires_at end`,
        }),
      )
      .returning(['points', 'expires_at'])
      .executeTakeFirstOrThrow(),
  )
  return window.points > points ? window.expires_at - nowMs : undefined
}
