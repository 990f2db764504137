import { failures } from '../failure.ts'
import type { ConnectionRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { findClientByApiKey } from './find-client-by-api-key.ts'

/**
 * Sees to it that the secret of a connection is renewed only through the system it was issued to. The own connection of a
 * client needs no API-key.
 * @throws Failure 401 when the API-key is missing or unknown, 403 when it is another system's.
 */
export async function requireConsumer(db: Queries, { client_id, consumer_id }: ConnectionRow, apiKey: string | undefined): Promise<void> {
  if (consumer_id === client_id) return
  if (apiKey === undefined || apiKey === '') throw failures.accessDenied('api-key header not set')
  const client = await findClientByApiKey(db, apiKey)
  if (client === undefined) throw failures.accessDenied('invalid api-key header')
  if (client.id !== consumer_id) throw failures.forbidden()
}
