import { failures } from '../failure.ts'
import type { Queries } from '../store/store.ts'
import { parseSettings } from './client-settings.ts'
import { findClient } from './find-client.ts'
import { requireUuid } from './require-uuid.ts'

/**
 * Finds a client that may sign users in with a password.
 * @throws Failure 400 when the id is not a UUID, 401 `invalid_client` when no client has it, 401 `access_denied` when the
 * client may not.
 */
export async function findLoginClient(db: Queries, id: string) {
  requireUuid('client_id', id)
  const client = await findClient(db, id)
  if (client === undefined) throw failures.unknownLoginClient()
  const { allowed_grant_types: allowed = [] } = parseSettings(client.settings)
  if (!allowed.includes('password')) throw failures.loginNotAllowed()
  return client
}
