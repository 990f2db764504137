import { scopeOfRoles } from '../access/scope-of-roles.ts'
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
  const fromRoles = await scopeOfRoles(db, approval)
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
