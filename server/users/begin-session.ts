import type { LoginToken } from '../../sdk/src/generated/types.gen.ts'
import { scopeOfRoles } from '../access/scope-of-roles.ts'
import { isWithin, missingNames, normalizeScope, scopeNames } from '../access/scope.ts'
import { failures } from '../failure.ts'
import type { Services } from '../services.ts'
import type { Queries } from '../store/store.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import { issueToken } from '../tokens/issue-token.ts'

/** What every user may do in a session, whatever their roles: approve clients, and change their password. */
const ownScope = ['app:authorize', 'user:change_password']

/** Who begins a session, for what. */
export interface Session {
  userId: string
  client: { id: string; client_type_scope: string }
  scope: string
  /** Of the password that was found right; undefined for a session without one. */
  passwordHash?: string
}

/**
 * Issues the token of a session. It replaces the user's other access tokens of this client, so sessions of a user begin one
 * after the other.
 * @throws Failure 401 when the user is blocked or has another password, even if only since a moment ago.
 * @throws Failure 422 when the client's type, or the user's roles, do not allow the scope, in that order. The original does
 * not look at roles here, so that everybody who may sign in somewhere would get all that the client's type allows.
 */
export async function beginSession(db: Queries, { userId, client, scope, passwordHash }: Session, services: Services): Promise<LoginToken> {
  const name = 'access_token'
  const details = { scope: normalizeScope(scope), grant_type: 'password', client_id: client.id } as const
  const user = await db.selectFrom('users').where('id', '=', userId).select(['is_blocked', 'password_hash']).forUpdate().executeTakeFirst()
  if (user === undefined) throw passwordHash === undefined ? failures.notFound() : failures.wrongPassword()
  if (user.is_blocked === 1) throw failures.userBlocked()
  if (passwordHash !== undefined && user.password_hash !== passwordHash) throw failures.wrongPassword()
  if (!isWithin(scope, client.client_type_scope)) throw failures.brokenRule('Scope is not allowed by client type.')
  const fromRoles = scopeNames(await scopeOfRoles(db, { userId, clientId: client.id }))
  if (missingNames(scopeNames(scope), [...ownScope, ...fromRoles]).length > 0) {
    throw failures.brokenRule('User requested scope that is not allowed by role based access policies.')
  }
  await expireTokens(
    db,
    ({ and, eb }) => and([eb('user_id', '=', userId), eb('client_id', '=', client.id), eb('name', '=', name)]),
    services.now(),
  )
  const issued = await issueToken(db, { ...details, name, user_id: userId }, services)
  return { ...issued, details }
}
