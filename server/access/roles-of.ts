import type { Role } from '../../sdk/src/generated/types.gen.ts'
import type { Queries } from '../store/store.ts'

/** A user, seen from a client. */
export interface RoleHolder {
  userId: string
  clientId: string
}

/** The roles a user has for a client, and those for every client. */
export async function rolesOf(db: Queries, { userId, clientId }: RoleHolder): Promise<{ roles: Role[]; globalRoles: Role[] }> {
  const roles = await db
    .selectFrom('roles')
    .innerJoin('user_roles', 'user_roles.role_id', 'roles.id')
    .where('user_roles.user_id', '=', userId)
    .where('user_roles.client_id', '=', clientId)
    .select(['roles.id', 'roles.name', 'roles.scope'])
    .orderBy('roles.name')
    .execute()
  const globalRoles = await db
    .selectFrom('roles')
    .innerJoin('global_user_roles', 'global_user_roles.role_id', 'roles.id')
    .where('global_user_roles.user_id', '=', userId)
    .select(['roles.id', 'roles.name', 'roles.scope'])
    .orderBy('roles.name')
    .execute()
  return { roles, globalRoles }
}
