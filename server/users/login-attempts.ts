import { createHash, randomUUIDv7 } from 'node:crypto'
import type { Settings } from '../config.ts'
import { failures } from '../failure.ts'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'

/**
 * Counts a sign-in before its password is looked at, so that many guesses at once are no way around the limit: a lock makes those
 * with one e-mail address come one after the other. An address that no user has is locked and counted alike, or else the limit
 * would tell.
 * @throws Failure 401 when there were too many within the period; the attempt is not counted then.
 */
export async function countAttempt(
  db: Queries,
  email: string,
  { maxFailedLogins, maxFailedLoginsPeriodMinutes }: Settings,
  now: Date,
): Promise<void> {
  const account = accountOf(email)
  const expires_at = unixSeconds(now) + maxFailedLoginsPeriodMinutes * 60
  await lock(db, `sign-ins of ${account}`, expires_at * 1_000)
  const { count } = await db
    .selectFrom('sign_in_attempts')
    .where('account', '=', account)
    .where('expires_at', '>', unixSeconds(now))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= maxFailedLogins) throw failures.tooManyLogins()
  await db.insertInto('sign_in_attempts').values({ id: randomUUIDv7(), account, expires_at }).execute()
}

/** Forgets the attempts with an address, whose password was right. */
export async function clearAttempts(db: Queries, email: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('account', '=', accountOf(email)).execute()
}

/** Writes a row, which keeps others from writing it until the end of the transaction. */
async function lock(db: Queries, key: string, expires_at: number): Promise<void> {
  await db
    .insertInto('rate_limits')
    .values({ key, points: 0, expires_at })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ expires_at }))
    .execute()
}

/** Not in clear, because some type their password where the address belongs. */
const accountOf = (email: string) => createHash('sha256').update(email).digest('base64url')
