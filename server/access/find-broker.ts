import { parsePrivSettings } from '../clients/client-settings.ts'
import { findClientByApiKey } from '../clients/find-client-by-api-key.ts'
import type { Queries } from '../store/store.ts'

/** The MIS through which a client calls. */
export interface Broker {
  clientId: string
  /** The most that it allows. */
  scope: string
}

/** Why there is no broker where one is needed. */
export type BrokerFault = 'access type unknown' | 'API-key missing' | 'API-key unknown' | 'broker scope missing'

/** Finds the MIS through which a BROKER client calls; null for a DIRECT client, which needs none. */
export async function findBroker(db: Queries, privSettings: string, apiKey: string | undefined): Promise<Broker | null | BrokerFault> {
  const { access_type: accessType } = parsePrivSettings(privSettings)
  if (accessType === 'DIRECT') return null
  if (accessType !== 'BROKER') return 'access type unknown'
  if (apiKey === undefined || apiKey === '') return 'API-key missing'
  const client = await findClientByApiKey(db, apiKey)
  if (client === undefined) return 'API-key unknown'
  const { broker_scope: scope } = parsePrivSettings(client.priv_settings)
  return scope === undefined ? 'broker scope missing' : { clientId: client.id, scope }
}
