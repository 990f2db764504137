import type { Caller } from '../access/caller.ts'
import { failures } from '../failure.ts'
import type { Services } from '../services.ts'
import type { ConnectionRow } from '../store/schema.ts'
import { isLegalEntityType } from './client-types.ts'
import { requireClient } from './require-client.ts'

interface Order {
  clientId: string
  caller: Caller
}

/**
 * Finds the connection whose secret a legal entity's owner wants refreshed (eHealth page "Refresh client secret Deprecated").
 * Ownership is the scope, which an approval gives only where the user's roles have it, together with the token's client being
 * the client of the path.
 * @throws Failure 403 for anybody else, 404 when the client has no connection, 409 when nothing decides between several.
 */
export async function findConnectionToRefresh({ store, settings }: Services, { clientId, caller }: Order) {
  if (!isLegalEntityType(caller.clientTypeName, settings) || caller.clientId !== clientId.toLowerCase()) throw failures.forbidden()
  const client = await requireClient(store.read, clientId)
  const connections = await store.read.selectFrom('connections').where('client_id', '=', client.id).selectAll().execute()
  return { client, connection: connectionMeant(connections, caller) }
}

/** The connection through the caller's MIS, else the client's own, else the only one: no source settles it. */
function connectionMeant(connections: ConnectionRow[], { clientId, misClientId }: Caller): ConnectionRow {
  const through = (consumerId: string | null) => connections.find(({ consumer_id }) => consumer_id === consumerId)
  const meant = through(misClientId) ?? through(clientId)
  if (meant !== undefined) return meant
  const [only, ...others] = connections
  if (only === undefined) throw failures.notFound()
  if (others.length === 0) return only
  throw failures.conflict(
    'The client has several connections, and neither the API-key nor the client itself decides which secret to refresh.',
  )
}
