import { randomUUIDv7 } from 'node:crypto'
import type { Settings } from '../config.ts'
import { hashSecretValue, newSecretValue } from '../secrets/secret-value.ts'
import { unixSeconds, type Services } from '../services.ts'
import type { TokenRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { tokenDefaults } from './token-defaults.ts'

/** How long each kind of token lives. */
const lifetimes = {
  authorization_code: 'codeLifetimeSeconds',
  access_token: 'accessTokenLifetimeSeconds',
  refresh_token: 'refreshTokenLifetimeSeconds',
} as const satisfies Record<string, keyof Settings>

type TokenName = keyof typeof lifetimes
type Given = 'user_id' | 'client_id' | 'grant_type'
type Optional = 'scope' | 'scope_request' | 'redirect_uri' | 'refresh_token_id'

/** What a new token is for. */
type TokenOrder<Name extends TokenName> = { name: Name } & Pick<TokenRow, Given> & Partial<Pick<TokenRow, Optional>>

/** A token just issued, as it is answered: the only moment its value is known. */
interface IssuedToken<Name extends TokenName> {
  id: string
  name: Name
  value: string
  expires_at: number
  user_id: string
}

/** Makes a token with a random value, of which only the hash is stored. */
export async function issueToken<Name extends TokenName>(
  db: Queries,
  order: TokenOrder<Name>,
  { settings, now }: Services,
): Promise<IssuedToken<Name>> {
  const { name, user_id } = order
  const id = randomUUIDv7()
  const value = newSecretValue()
  const expires_at = unixSeconds(now()) + settings[lifetimes[name]]
  const timestamp = now().toISOString()
  const stamps = { expires_at, inserted_at: timestamp, updated_at: timestamp }
  await db
    .insertInto('tokens')
    .values({ ...tokenDefaults, ...order, ...stamps, id, value_hash: hashSecretValue(value) })
    .execute()
  return { id, name, value, expires_at, user_id }
}
