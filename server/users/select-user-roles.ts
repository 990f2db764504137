import { equals, oneOf } from '../store/filters.ts'
import type { Queries } from '../store/store.ts'

/** How a list of roles of users is narrowed. */
export interface UserRoleFilter {
  id?: string | undefined
  user_id?: string | undefined
  user_ids?: string[] | undefined
  client_id?: string | undefined
  role_id?: string | undefined
}

/** The roles that users have for clients, with the names of both, in the order in which they were given. */
export function selectUserRoles(db: Queries, { id, user_id, user_ids, client_id, role_id }: UserRoleFilter) {
  return db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('clients', 'clients.id', 'user_roles.client_id')
    .where(equals('user_roles.id', id))
    .where(equals('user_roles.user_id', user_id))
    .where(oneOf('user_roles.user_id', user_ids))
    .where(equals('user_roles.client_id', client_id))
    .where(equals('user_roles.role_id', role_id))
    .select([
      'user_roles.id',
      'user_roles.user_id',
      'user_roles.role_id',
      'roles.name as role_name',
      'user_roles.client_id',
      'clients.name as client_name',
      'roles.scope',
      'user_roles.inserted_at as created_at',
      'user_roles.updated_at',
    ])
    .orderBy('user_roles.inserted_at')
    .orderBy('user_roles.id')
}
