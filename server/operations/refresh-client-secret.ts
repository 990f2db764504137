import { refreshSecretOfClient } from '../clients/refresh-secret-of-client.ts'
import type { Handler } from './operation.ts'

/** Gives the caller's own legal entity a new secret, and names the call that replaces this one. */
export const refreshClientSecret: Handler<'refreshClientSecret'> = async ({ path: { id } }, { caller, ...services }) => {
  const { connectionId, ...data } = await refreshSecretOfClient(services, { clientId: id, caller })
  const successor = `/api/clients/${data.id}/connections/${connectionId}/actions/refresh_secret`
  return { status: 200, headers: { Link: `<${successor}>; rel="successor-version"` }, data }
}
