import type { LoginToken, PasswordGrant } from '../../sdk/src/generated/types.gen.ts'
import { isWithin, normalizeScope } from '../access/scope.ts'
import { parseSettings } from '../clients/client-settings.ts'
import { patientPortalType } from '../clients/client-types.ts'
import { findClient } from '../clients/find-client.ts'
import { requireUuid } from '../clients/require-uuid.ts'
import { failures } from '../failure.ts'
import { verifyPassword } from '../secrets/password-hash.ts'
import { unixSeconds, type Services } from '../services.ts'
import type { UserRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import { issueToken } from '../tokens/issue-token.ts'
import { inTurn } from './in-turn.ts'
import { clearAttempts, countAttempt } from './login-attempts.ts'

const secondsPerDay = 86_400

/**
 * Signs a user in with a password, for a client that may do so. The session's token replaces the user's other access
 * tokens of this client.
 */
export async function logIn(grant: PasswordGrant, services: Services): Promise<LoginToken> {
  const { store, settings, now } = services
  const client = await findLoginClient(store.read, grant)
  const user = await findLoginUser(store.read, grant.email, client.type_name)
  // One at a time, so that a user who signs in on many machines at once is not taken for one who guesses.
  await inTurn(user.id, () => checkPassword(user, grant.password, services))
  if (user.password_set_at + settings.passwordExpirationDays * secondsPerDay <= unixSeconds(now())) {
    throw failures.passwordExpired(user.id)
  }
  if (!isWithin(grant.scope, client.type_scope)) throw failures.brokenRule('Scope is not allowed by client type.')

  const name = 'access_token'
  const details = { scope: normalizeScope(grant.scope), grant_type: 'password', client_id: client.id } as const
  return store.write(async (db) => {
    await expireTokens(
      db,
      ({ and, eb }) => and([eb('user_id', '=', user.id), eb('client_id', '=', client.id), eb('name', '=', name)]),
      now(),
    )
    const issued = await issueToken(db, { ...details, name, user_id: user.id }, services)
    return { ...issued, details }
  })
}

async function checkPassword(user: UserRow, password: string, { store, settings, now }: Services): Promise<void> {
  await store.write((db) => countAttempt(db, user.id, settings, now()))
  if (!(await verifyPassword(password, user.password_hash))) {
    throw failures.accessDenied('Identity, password combination is wrong.')
  }
  await store.write((db) => clearAttempts(db, user.id))
}

async function findLoginClient(db: Queries, grant: PasswordGrant) {
  requireUuid('client_id', grant.client_id)
  const client = await findClient(db, grant.client_id)
  if (client === undefined) throw failures.invalidClient('Invalid client id.')
  const { allowed_grant_types: allowed = [] } = parseSettings(client.settings)
  if (!allowed.includes(grant.grant_type)) throw failures.accessDenied('Client is not allowed to issue login token.')
  return client
}

async function findLoginUser(db: Queries, email: string, clientTypeName: string): Promise<UserRow> {
  const user = await db.selectFrom('users').where('email', '=', email.toLowerCase()).selectAll().executeTakeFirst()
  if (clientTypeName === patientPortalType && user?.tax_id === '') throw failures.forbidden('User is not registered')
  if (user === undefined) throw failures.accessDenied('User not found.')
  if (user.is_blocked === 1) throw failures.userBlocked()
  return user
}
