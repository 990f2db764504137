import type { AccessToken, RefreshTokenGrant } from '../../sdk/src/generated/types.gen.ts'
import { proveClient } from '../clients/prove-client.ts'
import type { Trailing } from '../operations/operation.ts'
import type { Queries } from '../store/store.ts'
import { issueToken } from '../tokens/issue-token.ts'
import { findApproval } from './find-approval.ts'
import { findGrantToken } from './find-token.ts'

/**
 * Grants a further access token for a refresh token (RFC 6749, section 6). The refresh token stays as it is: it is
 * neither rotated nor used up.
 */
export async function refreshAccessToken(db: Queries, grant: RefreshTokenGrant, services: Trailing): Promise<AccessToken> {
  const connection = await proveClient(db, grant, services.trail)
  const wanted = { name: 'refresh_token', value: grant.refresh_token, clientId: connection.client_id } as const
  const refreshToken = await findGrantToken(db, wanted, services)
  const { scope } = await findApproval(db, refreshToken)

  const { user_id, client_id } = refreshToken
  const details = { scope, grant_type: 'refresh_token', client_id } as const
  const order = { ...details, name: 'access_token', user_id, refresh_token_id: refreshToken.id } as const
  const issued = await issueToken(db, order, services)
  return { ...issued, details: { ...details, refresh_token: grant.refresh_token } }
}
