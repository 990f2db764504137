import { parsePrivSettings, parseSettings } from '../clients/client-settings.ts'
import { findConnectionToRefresh } from '../clients/connection-to-refresh.ts'
import { rotateSecret } from '../clients/rotate-secret.ts'
import type { Handler } from './operation.ts'

/** Gives the caller's own legal entity a new secret, and names the call that replaces this one. */
export const refreshClientSecret: Handler<'refreshClientSecret'> = async ({ path: { id } }, { caller, commit, ...services }) => {
  const { client, connection } = await findConnectionToRefresh(services, { clientId: id, caller })
  const successor = `/api/clients/${client.id}/connections/${connection.id}/actions/refresh_secret`
  return commit(async (db) => ({
    status: 200,
    headers: { Link: `<${successor}>; rel="successor-version"` },
    data: {
      id: client.id,
      name: client.name,
      secret: await rotateSecret(db, connection, services.now()),
      redirect_uri: connection.redirect_uri,
      settings: parseSettings(client.settings),
      priv_settings: parsePrivSettings(client.priv_settings),
    },
  }))
}
