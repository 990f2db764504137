import type { AccessToken, RefreshTokenGrant } from '../../sdk/src/generated/types.gen.ts'
import { findConnection } from '../clients/find-connection.ts'
import type { Services } from '../services.ts'
import { issueToken } from '../tokens/issue-token.ts'
import { findApproval } from './find-approval.ts'
import { findGrantToken } from './find-token.ts'

/**
 * Grants a further access token for a refresh token (RFC 6749, section 6). The refresh token stays as it is: it is
 * neither rotated nor used up.
 */
export async function refreshAccessToken(grant: RefreshTokenGrant, { store, settings, now }: Services): Promise<AccessToken> {
  return store.write(async (db) => {
    const connection = await findConnection(db, grant.client_id, grant.client_secret)
    const wanted = { name: 'refresh_token', value: grant.refresh_token, clientId: connection.client_id } as const
    const refreshToken = await findGrantToken(db, wanted, now())
    const { user_id, client_id } = refreshToken
    const { scope } = await findApproval(db, refreshToken)
    const grant_type = 'refresh_token'
    const name = 'access_token'
    const order = { name, user_id, client_id, grant_type, scope, refresh_token_id: refreshToken.id }
    const issued = await issueToken(db, { ...order, lifetimeSeconds: settings.accessTokenLifetimeSeconds }, now())
    return {
      id: issued.id,
      name,
      value: issued.value,
      expires_at: issued.expiresAt,
      user_id,
      details: { scope, grant_type, client_id, refresh_token: grant.refresh_token },
    }
  })
}
