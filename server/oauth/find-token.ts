import { failures } from '../failure.ts'
import { hashSecretValue } from '../secrets/secret-value.ts'
import type { Trailing } from '../operations/operation.ts'
import { unixSeconds } from '../services.ts'
import type { TokenRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

/**
 * Finds the code or refresh token that a client presents. Until the token it is exchanged for is there it cannot be ended, and
 * a code not be used by anybody else.
 * @throws Failure 401 `token_not_found`, `invalid_grant` when it is another client's, `token_expired`, in that order.
 */
export async function findGrantToken(
  db: Queries,
  { name, value, clientId }: { name: 'authorization_code' | 'refresh_token'; value: string; clientId: string },
  { trail, now }: Trailing,
): Promise<TokenRow> {
  const token = await db
    .selectFrom('tokens')
    .where('value_hash', '=', hashSecretValue(value))
    .where('name', '=', name)
    .selectAll()
    .forUpdate()
    .executeTakeFirst()
  if (token === undefined) throw failures.tokenNotFound()
  trail.objects = [`/admin/tokens/${token.id}`]
  if (token.client_id !== clientId) throw failures.foreignToken()
  trail.userId = token.user_id
  if (token.expires_at <= unixSeconds(now())) throw failures.tokenExpired()
  return token
}
