import type { Trail } from '../audit/trail.ts'
import { failures } from '../failure.ts'
import { hashSecretValue, isSameHash } from '../secrets/secret-value.ts'
import type { Queries } from '../store/store.ts'
import { requireUuid } from './require-uuid.ts'

/** What a client proves itself by. */
interface Proof {
  client_id: string
  client_secret: string
}

/**
 * Proves a client by the secret of one of its connections.
 * @throws Failure 400 when the id is not a UUID, 401 `invalid_client` when no connection has this id and secret.
 */
export async function proveClient(db: Queries, { client_id, client_secret }: Proof, trail: Trail) {
  requireUuid('client_id', client_id)
  const clientId = client_id.toLowerCase()
  trail.objects = [`/admin/clients/${clientId}`]
  const connections = await db
    .selectFrom('connections')
    .where('client_id', '=', clientId)
    .select(['client_id', 'consumer_id', 'redirect_uri', 'secret_hash'])
    .execute()
  const presented = hashSecretValue(client_secret)
  const connection = connections.find(({ secret_hash }) => isSameHash(secret_hash, presented))
  if (connection === undefined) throw failures.wrongSecret()
  trail.clientId = clientId
  trail.misClientId = connection.consumer_id === clientId ? null : connection.consumer_id
  return connection
}
