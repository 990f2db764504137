import { failures } from '../failure.ts'
import { equals } from '../store/filters.ts'
import type { Queries } from '../store/store.ts'

interface HeldRole {
  id: string
  /** Who must have it; undefined for whoever has it. */
  user_id?: string
}

/**
 * Takes a role from a user, and returns whose it was; approvals and tokens stay.
 * @throws Failure 404 when there is no such role to take.
 */
export async function takeRole(db: Queries, table: 'user_roles' | 'global_user_roles', { id, user_id }: HeldRole): Promise<string> {
  const taken = await db.deleteFrom(table).where('id', '=', id).where(equals('user_id', user_id)).returning('user_id').executeTakeFirst()
  if (taken === undefined) throw failures.notFound()
  return taken.user_id
}
