import { hashSecretValue } from '../secrets/secret-value.ts'
import type { Queries } from '../store/store.ts'

/** The client, not blocked, whose own connection has this secret. */
export async function findClientByApiKey(db: Queries, apiKey: string) {
  return db
    .selectFrom('connections')
    .innerJoin('clients', 'clients.id', 'connections.client_id')
    .where('connections.secret_hash', '=', hashSecretValue(apiKey))
    .whereRef('connections.consumer_id', '=', 'connections.client_id')
    .where('clients.is_blocked', '=', 0)
    .select(['clients.id', 'clients.priv_settings'])
    .executeTakeFirst()
}
