import type { Queries } from '../store/store.ts'
import { rolesOf, type RoleHolder } from './roles-of.ts'
import { normalizeScope } from './scope.ts'

/** What the user's roles for a client and global roles allow together. */
export async function scopeOfRoles(db: Queries, holder: RoleHolder): Promise<string> {
  const { roles, globalRoles } = await rolesOf(db, holder)
  return normalizeScope([...roles, ...globalRoles].map(({ scope }) => scope).join(' '))
}
