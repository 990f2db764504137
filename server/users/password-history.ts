import { randomUUIDv7 } from 'node:crypto'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { verifyPassword } from '../secrets/password-hash.ts'
import type { UserRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

/** Besides the present one. */
const rememberedPasswords = 2

type Owner = Pick<UserRow, 'id' | 'password_hash'>

/**
 * Sees to it that a password is none of the user's last three, the present one among them.
 * @throws Failure 422 `password_used`.
 */
export async function requireUnusedPassword(db: Queries, user: Owner, password: string): Promise<void> {
  const replaced = await db.selectFrom('password_history').where('user_id', '=', user.id).select('password_hash').execute()
  for (const { password_hash } of [user, ...replaced]) {
    if (await verifyPassword(password, password_hash)) throw failures.validationFailed([invalid.usedPassword('password')])
  }
}

/** Remembers the password that is about to be replaced, and forgets the oldest. */
export async function rememberPassword(db: Queries, { id, password_hash }: Owner, now: Date): Promise<void> {
  await db
    .insertInto('password_history')
    .values({ id: randomUUIDv7(), user_id: id, password_hash, replaced_at: now.toISOString() })
    .execute()
  const kept = db
    .selectFrom('password_history')
    .where('user_id', '=', id)
    .orderBy('replaced_at', 'desc')
    .orderBy('id', 'desc')
    .limit(rememberedPasswords)
    .select('id')
  await db.deleteFrom('password_history').where('user_id', '=', id).where('id', 'not in', kept).execute()
}
