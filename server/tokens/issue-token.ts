import { randomUUIDv7 } from 'node:crypto'
import { hashSecretValue, newSecretValue } from '../secrets/secret-value.ts'
import { unixSeconds } from '../services.ts'
import type { TokenRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type Optional = 'scope' | 'scope_request' | 'redirect_uri' | 'refresh_token_id'
type Given = 'name' | 'user_id' | 'client_id' | 'grant_type'

/** What a new token is for. */
export type TokenOrder = Pick<TokenRow, Given> & Partial<Pick<TokenRow, Optional>> & { lifetimeSeconds: number }

/** A token just issued: the only moment its value is known. */
export interface IssuedToken {
  id: string
  value: string
  expiresAt: number
}

/** Makes a token with a random value, of which only the hash is stored. */
export async function issueToken(db: Queries, { lifetimeSeconds, ...order }: TokenOrder, now: Date): Promise<IssuedToken> {
  const id = randomUUIDv7()
  const value = newSecretValue()
  const expiresAt = unixSeconds(now) + lifetimeSeconds
  const timestamp = now.toISOString()
  const nothing = { scope: null, scope_request: null, redirect_uri: null, refresh_token_id: null, used_at: null }
  await db
    .insertInto('tokens')
    .values({
      ...nothing,
      ...order,
      id,
      value_hash: hashSecretValue(value),
      expires_at: expiresAt,
      inserted_at: timestamp,
      updated_at: timestamp,
    })
    .execute()
  return { id, value, expiresAt }
}
