import { namedScope } from '../resources/named-scope.ts'

/** Roles: sets of scopes that users get together. */
export const roles = namedScope({ table: 'roles', path: '/admin/roles', wrapper: 'role' })
