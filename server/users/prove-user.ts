import type { PasswordGrant } from '../../sdk/src/generated/types.gen.ts'
import { patientPortalType } from '../clients/client-types.ts'
import { findLoginClient } from '../clients/find-login-client.ts'
import { failures } from '../failure.ts'
import { verifyPassword } from '../secrets/password-hash.ts'
import { secondsPerDay, unixSeconds, type Services } from '../services.ts'
import type { UserRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { wrongPassword, type Session } from './begin-session.ts'
import { inTurn } from './in-turn.ts'
import { clearAttempts, countAttempt } from './login-attempts.ts'

/**
 * Checks the password of a user, for a client that may sign users in; returns the session that may begin. The attempt is
 * counted, however the session goes on.
 */
export async function proveUser(grant: PasswordGrant, services: Services): Promise<Session> {
  const { store, settings, now } = services
  const client = await findLoginClient(store.read, grant.client_id)
  const user = await findLoginUser(store.read, grant.email, client.client_type_name)
  // One at a time, so that a user who signs in on many machines at once is not taken for one who guesses.
  await inTurn(store, user.id, () => checkPassword(user, grant.password, services))
  if (user.password_set_at + settings.passwordExpirationDays * secondsPerDay <= unixSeconds(now())) {
    throw failures.passwordExpired(user.id)
  }
  return { userId: user.id, client, scope: grant.scope, passwordHash: user.password_hash }
}

async function checkPassword(user: UserRow, password: string, { store, settings, now }: Services): Promise<void> {
  await store.write((db) => countAttempt(db, user.id, settings, now()))
  if (!(await verifyPassword(password, user.password_hash))) throw wrongPassword()
  await store.write((db) => clearAttempts(db, user.id))
}

async function findLoginUser(db: Queries, email: string, clientTypeName: string): Promise<UserRow> {
  const user = await db.selectFrom('users').where('email', '=', email.toLowerCase()).selectAll().executeTakeFirst()
  if (clientTypeName === patientPortalType && user?.tax_id === '') throw failures.forbidden('User is not registered')
  if (user === undefined) throw failures.accessDenied('User not found.')
  if (user.is_blocked === 1) throw failures.userBlocked()
  return user
}
