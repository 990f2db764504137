import { sql } from 'kysely'
import type { Services } from '../services.ts'
import type { Store } from '../store/store.ts'
import { remember } from './remember.ts'

/** How often something may come in a window of time, which begins when it first comes. */
export interface Limit {
  points: number
  windowMs: number
}

/** Says who has come too often, among all processes on the database. */
export interface Limiter {
  /**
   * How many milliseconds a visitor has to wait who is known to this process to have come too often; 0 for every other. Asks no
   * database.
   */
  waitMs(visitor: string): number
  /** Counts a visit, and returns how many milliseconds the visitor has to wait; 0 when there have not been too many. */
  count(visitor: string): Promise<number>
}

/** Counts visits of one kind in the database. Who has come too often costs no more writes for the rest of the window. */
export function createLimiter({ store, now }: Services, kind: string, limit: Limit): Limiter {
  const fullUntil = new Map<string, number>()
  return { waitMs, count }

  function waitMs(visitor: string): number {
    return Math.max((fullUntil.get(visitor) ?? 0) - now().getTime(), 0)
  }

  async function count(visitor: string): Promise<number> {
    const window = await countIn(store, `${kind} ${visitor}`, limit, now())
    if (window.points >= limit.points) remember(fullUntil, visitor, window.expires_at)
    return window.points > limit.points ? waitMs(visitor) : 0
  }
}

async function countIn(store: Store, key: string, { windowMs }: Limit, now: Date) {
  const nowMs = now.getTime()
  const isOpen = sql<boolean>`rate_limits.expires_at > ${nowMs}`
  return store.write((db) =>
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
}
