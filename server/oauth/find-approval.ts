import { failures } from '../failure.ts'
import type { Queries } from '../store/store.ts'

/**
 * Finds what the user lets the client do.
 * @throws Failure 401 `access_denied` when the user took it back.
 */
export async function findApproval(db: Queries, { user_id, client_id }: { user_id: string; client_id: string }) {
  const approval = await db
    .selectFrom('approvals')
    .where('user_id', '=', user_id)
    .where('client_id', '=', client_id)
    .select('scope')
    .executeTakeFirst()
  if (approval === undefined) throw failures.accessDenied('Resource owner revoked access for the client.')
  return approval
}
