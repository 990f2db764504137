import type { AccessToken, AuthorizationCodeGrant } from '../../sdk/src/generated/types.gen.ts'
import { proveClient } from '../clients/prove-client.ts'
import { failures } from '../failure.ts'
import type { Trailing } from '../operations/operation.ts'
import { unixSeconds } from '../services.ts'
import type { Queries } from '../store/store.ts'
import { issueToken } from '../tokens/issue-token.ts'
import { findApproval } from './find-approval.ts'
import { findGrantToken } from './find-token.ts'
import { matchesRedirectUri } from './redirect-uri.ts'

/** Changes a one-time code for a refresh token and an access token (RFC 6749, section 4.1.3). */
export async function exchangeCode(db: Queries, grant: AuthorizationCodeGrant, services: Trailing): Promise<AccessToken> {
  const { trail } = services
  const connection = await proveClient(db, grant, trail)
  const wanted = { name: 'authorization_code', value: grant.code, clientId: connection.client_id } as const
  const code = await findGrantToken(db, wanted, services)
  const { user_id, client_id, redirect_uri, scope_request: scope } = code
  // An administrator has stored it without what an approval gives every code.
  if (redirect_uri === null || scope === null) throw failures.tokenNotFound()
  for (const registered of [redirect_uri, connection.redirect_uri]) {
    if (matchesRedirectUri(registered, grant.redirect_uri)) continue
    throw failures.invalidClient('The redirection URI provided does not match a pre-registered value.')
  }
  await findApproval(db, code)
  await markUsed(db, code.id, services.now())

  const grant_type = 'authorization_code'
  const owner = { user_id, client_id, grant_type }
  const refreshToken = await issueToken(db, { ...owner, name: 'refresh_token', scope: '' }, services)
  const order = { ...owner, name: 'access_token', scope, redirect_uri, refresh_token_id: refreshToken.id } as const
  const issued = await issueToken(db, order, services)
  trail.objects = [`/admin/tokens/${issued.id}`]
  return { ...issued, details: { scope, grant_type, client_id, refresh_token: refreshToken.value, redirect_uri } }
}

/** The row count decides who was first, so that of simultaneous exchanges one wins on every database. */
async function markUsed(db: Queries, codeId: string, now: Date): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('tokens')
    .set({ used_at: unixSeconds(now), updated_at: now.toISOString() })
    .where('id', '=', codeId)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw failures.accessDenied('Token has already been used.')
}
