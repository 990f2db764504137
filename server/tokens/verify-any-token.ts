import type { VerifiedToken } from '../../sdk/src/generated/types.gen.ts'
import { findBroker, type Broker, type BrokerFault } from '../access/find-broker.ts'
import { failures, type Failure } from '../failure.ts'
import { hashSecretValue } from '../secrets/secret-value.ts'
import { unixSeconds } from '../services.ts'
import type { TokenRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { tokenView } from './token-view.ts'

/** A token that is good, and the MIS through which it acts. */
export interface Verified {
  token: VerifiedToken
  broker: Broker | null
}

/** How a broker that is missing is told inside; from outside each is the same 401. */
const brokerFailures: Record<BrokerFault, () => Failure> = {
  'access type unknown': () => failures.accessDenied('Client settings must contain access_type.'),
  'API-key missing': () => failures.brokenRule('API-KEY header required.'),
  'API-key unknown': () => failures.brokenRule('API-KEY header is invalid.'),
  'broker scope missing': () => failures.brokenRule('Incorrect broker settings.'),
}

/**
 * Tells whether a token of any kind is good, for whom and for what.
 * @throws Failure 404, 401 or 422, as the contract lists them.
 */
export async function verifyAnyToken(db: Queries, value: string, apiKey: string | undefined, now: Date): Promise<Verified> {
  const token = await findLiveToken(db, value, now)
  const client = await db.selectFrom('clients').where('id', '=', token.client_id).select(['is_blocked', 'priv_settings']).executeTakeFirst()
  if (client === undefined) throw failures.notFound()
  if (client.is_blocked === 1) throw failures.invalidClient('Authentication failed.')
  const user = await db.selectFrom('users').where('id', '=', token.user_id).select(['is_blocked', 'person_id']).executeTakeFirst()
  if (user === undefined) throw failures.notFound()
  if (user.is_blocked === 1) throw failures.invalidUser('Authentication failed.')

  const broker = await findBroker(db, client.priv_settings, apiKey)
  if (typeof broker === 'string') throw brokerFailures[broker]()
  const { details, ...view } = tokenView(token)
  const brokerScope = broker === null ? {} : { broker_scope: broker.scope }
  return { token: { ...view, value, user: { person_id: user.person_id }, details: { ...details, ...brokerScope } }, broker }
}

/**
 * Finds a token of any kind by its value.
 * @throws Failure 404, or 401 when it has expired.
 */
export async function findLiveToken(db: Queries, value: string, now: Date): Promise<TokenRow> {
  const token = await db
    .selectFrom('tokens')
    .where('value_hash', '=', hashSecretValue(value))
    .selectAll()
    // Values made here are unique; of those an administrator gave to several kinds, the access token comes first.
    .orderBy('name')
    .executeTakeFirst()
  if (token === undefined) throw failures.notFound()
  if (token.expires_at <= unixSeconds(now)) throw failures.invalidGrant('Token expired or client approval was revoked.')
  return token
}
