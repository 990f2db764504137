import type { PasswordGrant } from '../../sdk/src/generated/types.gen.ts'
import { patientPortalType } from '../clients/client-types.ts'
import { findLoginClient } from '../clients/find-login-client.ts'
import { failures } from '../failure.ts'
import type { Trailing } from '../operations/operation.ts'
import { hashOfNothing, verifyPassword } from '../secrets/password-hash.ts'
import { secondsPerDay, unixSeconds, type Services } from '../services.ts'
import type { UserRow } from '../store/schema.ts'
import type { Session } from './begin-session.ts'
import { inTurn } from './in-turn.ts'
import { clearAttempts, countAttempt } from './login-attempts.ts'

/**
 * Checks the password of a user, for a client that may sign users in; returns the session that may begin. The attempt is
 * counted, however the session goes on. Before the password is right nothing tells whether there is such a user, neither the
 * answer nor the time it takes.
 */
export async function proveUser(grant: PasswordGrant, services: Trailing): Promise<Session> {
  const { store, settings, now, trail } = services
  const client = await findLoginClient(store.read, grant.client_id)
  trail.clientId = client.id
  const email = grant.email.toLowerCase()
  const found = await store.read.selectFrom('users').where('email', '=', email).selectAll().executeTakeFirst()
  trail.userId = found?.id ?? null
  // One at a time, so that a user who signs in on many machines at once is not taken for one who guesses.
  const user = await inTurn(store, email, () => checkPassword(email, found, grant.password, services))
  if (client.client_type_name === patientPortalType && user.tax_id === '') throw failures.forbidden('User is not registered')
  if (user.is_blocked === 1) throw failures.userBlocked()
  if (user.password_set_at + settings.passwordExpirationDays * secondsPerDay <= unixSeconds(now())) {
    throw failures.passwordExpired(user.id)
  }
  return { userId: user.id, client, scope: grant.scope, passwordHash: user.password_hash }
}

async function checkPassword(email: string, user: UserRow | undefined, password: string, { store, settings, now }: Services): Promise<UserRow> {
  await store.write((db) => countAttempt(db, email, settings, now()))
  const isRight = await verifyPassword(password, user?.password_hash ?? hashOfNothing())
  if (user === undefined || !isRight) throw failures.wrongPassword()
  await store.write((db) => clearAttempts(db, email))
  return user
}
