import type { RefreshedClient } from '../../sdk/src/generated/types.gen.ts'
import type { Caller } from '../access/caller.ts'
import { failures } from '../failure.ts'
import type { Services } from '../services.ts'
import type { ConnectionRow } from '../store/schema.ts'
import { parsePrivSettings, parseSettings } from './client-settings.ts'
import { isLegalEntityType } from './client-types.ts'
import { requireClient } from './require-client.ts'
import { rotateSecret } from './rotate-secret.ts'

interface Order {
  clientId: string
  caller: Caller
}

/**
 * Gives a legal entity a new secret, at its owner's request (eHealth page "Refresh client secret Deprecated"). Ownership
 * is the scope, which an approval gives only where the user's roles have it, together with the token's client being the
 * client of the path.
 * @throws Failure 403 for anybody else, 404 when the client has no connection, 409 when nothing decides between several.
 */
export async function refreshSecretOfClient(
  { store, settings, now }: Services,
  { clientId, caller }: Order,
): Promise<RefreshedClient & { connectionId: string }> {
  if (!isLegalEntityType(caller.clientTypeName, settings) || caller.clientId !== clientId.toLowerCase()) throw failures.forbidden()
  const client = await requireClient(store.read, clientId)
  const connections = await store.read.selectFrom('connections').where('client_id', '=', client.id).selectAll().execute()
  const connection = connectionMeant(connections, caller)
  const secret = await store.write((db) => rotateSecret(db, connection, now()))
  return {
    connectionId: connection.id,
    id: client.id,
    name: client.name,
    secret,
    redirect_uri: connection.redirect_uri,
    settings: parseSettings(client.settings),
    priv_settings: parsePrivSettings(client.priv_settings),
  }
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
