import type { PasswordChange } from '../../sdk/src/generated/types.gen.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { hashPassword, verifyPassword } from '../secrets/password-hash.ts'
import { unixSeconds, type Services } from '../services.ts'
import { rememberPassword, requireUnusedPassword } from './password-history.ts'

/**
 * Gives a user another password, who proves the present one. Tokens stay.
 * @throws Failure 404, 422 for a wrong or used password, 409 when another call was first.
 */
export async function changePassword(userId: string, { password, current_password }: PasswordChange, { store, now }: Services): Promise<void> {
  const user = await store.read.selectFrom('users').where('id', '=', userId).select(['id', 'password_hash']).executeTakeFirst()
  if (user === undefined) throw failures.notFound()
  if (!(await verifyPassword(current_password, user.password_hash))) {
    throw failures.validationFailed([invalid.wrongPassword('current_password')])
  }
  await requireUnusedPassword(store.read, user, password)
  const password_hash = await hashPassword(password)
  await store.write(async (db) => {
    const { numUpdatedRows } = await db
      .updateTable('users')
      .set({ password_hash, password_set_at: unixSeconds(now()), updated_at: now().toISOString() })
      .where('id', '=', userId)
      .where('password_hash', '=', user.password_hash)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw failures.conflict('The password was changed by another call at the same time.')
    await rememberPassword(db, user, now())
  })
}
