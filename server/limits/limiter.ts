import { sql } from 'kysely'
import type { Services } from '../services.ts'
import { remember } from './remember.ts'

/** How often something may come in a window of time, which begins when it first comes. */
export interface Limit {
  points: number
  windowMs: number
}

/** Says how often visitors of one kind have come, among all processes on the database. */
export interface Limiter {
  /** How many more visits there may be in the present window, as far as this process knows; negative when there were too many. */
  left(visitor: string): number
  /** How many milliseconds the present window still has. */
  waitMs(visitor: string): number
  /** Learns what other processes have counted, unless it was learnt just now. */
  look(visitor: string): Promise<void>
  /** Counts a visit, and returns how many more there may be after it; negative when it was one too many. */
  count(visitor: string): Promise<number>
}

interface Window {
  points: number
  expires_at: number
  seenAt: number
}

/** How long what was seen in the database is good enough, so that those who come all the time cost a query now and then. */
const freshMs = 1_000

/** Counts visits of one kind in the database. */
export function createLimiter({ store, now }: Services, kind: string, { points, windowMs }: Limit): Limiter {
  const windows = new Map<string, Window>()
  const keyOf = (visitor: string) => `${kind} ${visitor}`
  const nowMs = () => now().getTime()
  return { left, waitMs, look, count }

  function left(visitor: string): number {
    return waitMs(visitor) > 0 ? points - windows.get(visitor)!.points : points
  }

  function waitMs(visitor: string): number {
    return Math.max((windows.get(visitor)?.expires_at ?? 0) - nowMs(), 0)
  }

  async function look(visitor: string): Promise<void> {
    const known = windows.get(visitor)
    const seenAt = nowMs()
    if (known !== undefined && seenAt - known.seenAt < freshMs) return
    const row = await store.read.selectFrom('rate_limits').where('key', '=', keyOf(visitor)).select(['points', 'expires_at']).executeTakeFirst()
    // Who was counted meanwhile is known better.
    if (windows.get(visitor) === known) remember(windows, visitor, { points: row?.points ?? 0, expires_at: row?.expires_at ?? 0, seenAt })
  }

  async function count(visitor: string): Promise<number> {
    const seenAt = nowMs()
    const counted = await countInDatabase(keyOf(visitor), seenAt)
    const known = windows.get(visitor)
    // Answers may arrive in another order than they were given.
    if (known === undefined || known.expires_at < counted.expires_at || known.points < counted.points) remember(windows, visitor, { ...counted, seenAt })
    return points - counted.points
  }

  function countInDatabase(key: string, at: number) {
    const isOpen = sql<boolean>`rate_limits.expires_at > ${at}`
    return store.write((db) =>
      db
        .insertInto('rate_limits')
        .values({ key, points: 1, expires_at: at + windowMs })
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
}
