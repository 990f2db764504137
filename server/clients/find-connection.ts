import { failures } from '../failure.ts'
import { hashSecretValue } from '../secrets/secret-value.ts'
import type { Queries } from '../store/store.ts'
import { requireUuid } from './require-uuid.ts'

/**
 * Proves a client by the secret of one of its connections.
 * @throws Failure 400 when the id is not a UUID, 401 `invalid_client` when no connection has this id and secret.
 */
export async function findConnection(db: Queries, clientId: string, secret: string) {
  requireUuid('client_id', clientId)
  const connection = await db
    .selectFrom('connections')
    .where('client_id', '=', clientId.toLowerCase())
    .where('secret_hash', '=', hashSecretValue(secret))
    .select(['client_id', 'redirect_uri'])
    .executeTakeFirst()
  if (connection === undefined) throw failures.invalidClient('Invalid client id or secret.')
  return connection
}
