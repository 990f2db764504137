import { failures, type Failure } from '../failure.ts'
import { hashSecretValue } from '../secrets/secret-value.ts'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { findBroker } from './find-broker.ts'

interface Presented {
  bearer: string
  /** Undefined when none came. */
  apiKey: string | undefined
  /** Whether a BROKER client needs its MIS for this. */
  asksForApiKey: boolean
}

/**
 * Checks a bearer token, its client and user, and the API-key of a BROKER client, in that order. The caller learns no more
 * than the original's gateway tells.
 * @throws Failure 401 `access_denied`.
 */
export async function verifyToken(db: Queries, { bearer, apiKey, asksForApiKey }: Presented, now: Date): Promise<Caller> {
  const token = await db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .innerJoin('clients', 'clients.id', 'tokens.client_id')
    .innerJoin('client_types', 'client_types.id', 'clients.client_type_id')
    .where('tokens.value_hash', '=', hashSecretValue(bearer))
    .where('tokens.name', '=', 'access_token')
    .select([
      'tokens.id',
      'tokens.scope',
      'tokens.expires_at',
      'tokens.refresh_token_id',
      'tokens.user_id',
      'tokens.client_id',
      'clients.priv_settings',
      'clients.is_blocked as client_is_blocked',
      'users.is_blocked as user_is_blocked',
      'client_types.name as client_type_name',
    ])
    .executeTakeFirst()
  if (token === undefined || token.scope === null || token.expires_at <= unixSeconds(now)) throw invalidToken()
  if (token.client_is_blocked === 1 || token.user_is_blocked === 1) throw invalidToken()

  const broker = asksForApiKey ? await requireBroker(db, token.priv_settings, apiKey) : null
  return {
    tokenId: token.id,
    refreshTokenId: token.refresh_token_id,
    userId: token.user_id,
    clientId: token.client_id,
    clientTypeName: token.client_type_name,
    misClientId: broker?.clientId ?? null,
    scopes: broker === null ? [token.scope] : [token.scope, broker.scope],
  }
}

async function requireBroker(db: Queries, privSettings: string, apiKey: string | undefined) {
  const broker = await findBroker(db, privSettings, apiKey)
  if (broker === 'API-key missing') throw failures.accessDenied('API-KEY header required')
  if (typeof broker === 'string') throw invalidToken()
  return broker
}

const invalidToken = (): Failure => failures.accessDenied('Invalid access token')
