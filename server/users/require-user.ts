import { failures } from '../failure.ts'
import type { Queries } from '../store/store.ts'

/** @throws Failure 404 when no user has the id. */
export async function requireUser(db: Queries, id: string): Promise<void> {
  const user = await db.selectFrom('users').where('id', '=', id).select('id').executeTakeFirst()
  if (user === undefined) throw failures.notFound()
}
