import { randomUUIDv7 } from 'node:crypto'
import type { Settings } from '../config.ts'
import { failures } from '../failure.ts'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'

/**
 * Counts a sign-in before its password is looked at, so that many guesses at once are no way around the limit: the
 * lock of the user makes them come one after the other. Attempts older than the window are forgotten.
 * @throws Failure 401 when the window is full; the attempt is not counted then.
 */
export async function countAttempt(
  db: Queries,
  userId: string,
  { maxFailedLogins, maxFailedLoginsPeriodMinutes }: Settings,
  now: Date,
): Promise<void> {
  await db.selectFrom('users').where('id', '=', userId).select('id').forUpdate().execute()
  const windowStart = unixSeconds(now) - maxFailedLoginsPeriodMinutes * 60
  await db.deleteFrom('login_attempts').where('user_id', '=', userId).where('tried_at', '<=', windowStart).execute()
  const { count } = await db
    .selectFrom('login_attempts')
    .where('user_id', '=', userId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= maxFailedLogins) throw failures.accessDenied('You reached login attempts limit. Try again later')
  await db
    .insertInto('login_attempts')
    .values({ id: randomUUIDv7(), user_id: userId, tried_at: unixSeconds(now) })
    .execute()
}

/** Forgets the attempts of a user whose password was right. */
export async function clearAttempts(db: Queries, userId: string): Promise<void> {
  await db.deleteFrom('login_attempts').where('user_id', '=', userId).execute()
}
