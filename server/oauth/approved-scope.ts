import { isWithin, normalizeScope } from '../access/scope.ts'
import { failures } from '../failure.ts'
import type { Queries } from '../store/store.ts'

interface Approval {
  userId: string
  clientId: string
  /** What the client's type allows. */
  clientTypeScope: string
  /** What was asked for; undefined when nothing was said. */
  requested: string | undefined
  /** Whether the client may leave the scope out and get what the roles allow. */
  isTrusted: boolean
}

/**
 * Settles the scope of an approval, each name once, separated by single spaces.
 * @throws Failure 422 when it is empty, wider than the client's type, or wider than the user's roles, in that order.
 */
export async function approvedScope(db: Queries, approval: Approval): Promise<string> {
  const fromRoles = await scopeOfRoles(db, approval.userId, approval.clientId)
  const scope = normalizeScope(approval.requested ?? (approval.isTrusted ? fromRoles : ''))
  if (scope === '') {
    throw failures.brokenRule('Requested scope is empty. Scope not passed or user has no roles or global roles.')
  }
  if (!isWithin(scope, approval.clientTypeScope)) throw failures.brokenRule('Scope is not allowed by client type.')
  if (!isWithin(scope, fromRoles)) {
    throw failures.brokenRule('User requested scope that is not allowed by role based access policies.')
  }
  return scope
}

/** The user's roles for this client and global roles, together. */
async function scopeOfRoles(db: Queries, userId: string, clientId: string): Promise<string> {
  const roles = await db
    .selectFrom('roles')
    .innerJoin('user_roles', 'user_roles.role_id', 'roles.id')
    .where('user_roles.user_id', '=', userId)
    .where('user_roles.client_id', '=', clientId)
    .select('roles.scope')
    .unionAll(
      db
        .selectFrom('roles')
        .innerJoin('global_user_roles', 'global_user_roles.role_id', 'roles.id')
        .where('global_user_roles.user_id', '=', userId)
        .select('roles.scope'),
    )
    .execute()
  return normalizeScope(roles.map(({ scope }) => scope).join(' '))
}
