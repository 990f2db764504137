import { createHash, randomUUIDv7 } from 'node:crypto'
import type { Settings } from '../config.ts'
import { failures } from '../failure.ts'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'

/**
 * Counts a sign-in before its password is looked at, so that many guesses at once are no way around the limit: the lock of the
 * user makes them come one after the other. An address that no user has is counted alike, or else the limit would tell.
 * @throws Failure 401 when there were too many within the period; the attempt is not counted then.
 */
export async function countAttempt(
  db: Queries,
  email: string,
  { maxFailedLogins, maxFailedLoginsPeriodMinutes }: Settings,
  now: Date,
): Promise<void> {
  await db.selectFrom('users').where('email', '=', email).select('id').forUpdate().execute()
  const account = accountOf(email)
  const { count } = await db
    .selectFrom('login_attempts')
    .where('account', '=', account)
    .where('expires_at', '>', unixSeconds(now))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= maxFailedLogins) throw failures.accessDenied('You reached login attempts limit. Try again later')
  const expires_at = unixSeconds(now) + maxFailedLoginsPeriodMinutes * 60
  await db.insertInto('login_attempts').values({ id: randomUUIDv7(), account, expires_at }).execute()
}

/** Forgets the attempts with an address, whose password was right. */
export async function clearAttempts(db: Queries, email: string): Promise<void> {
  await db.deleteFrom('login_attempts').where('account', '=', accountOf(email)).execute()
}

/** Not in clear, because some type their password where the address belongs. */
const accountOf = (email: string) => createHash('sha256').update(email).digest('base64url')
