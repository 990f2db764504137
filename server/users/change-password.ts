import type { PasswordChange } from '../../sdk/src/generated/types.gen.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { hashPassword, verifyPassword } from '../secrets/password-hash.ts'
import { unixSeconds, type Services } from '../services.ts'
import type { UserRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { rememberPassword, requireUnusedPassword } from './password-history.ts'

interface PreparedChange {
  user: Pick<UserRow, 'id' | 'password_hash'>
  /** Of the new password. */
  password_hash: string
}

/**
 * Checks what takes its time of a user's change of password, who proves the present one.
 * @throws Failure 404, 422 for a wrong or used password.
 */
export async function prepareChange(userId: string, { password, current_password }: PasswordChange, { store }: Services): Promise<PreparedChange> {
  const user = await store.read.selectFrom('users').where('id', '=', userId).select(['id', 'password_hash']).executeTakeFirst()
  if (user === undefined) throw failures.notFound()
  if (!(await verifyPassword(current_password, user.password_hash))) {
    throw failures.validationFailed([invalid.wrongPassword('current_password')])
  }
  await requireUnusedPassword(store.read, user, password)
  return { user, password_hash: await hashPassword(password) }
}

/**
 * Gives a user another password. Tokens stay.
 * @throws Failure 409 when another call was first.
 */
export async function changePassword(db: Queries, { user, password_hash }: PreparedChange, { now }: Services): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ password_hash, password_set_at: unixSeconds(now()), updated_at: now().toISOString() })
    .where('id', '=', user.id)
    .where('password_hash', '=', user.password_hash)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw failures.conflict('The password was changed by another call at the same time.')
  await rememberPassword(db, user, now())
}
