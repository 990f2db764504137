import { randomUUIDv7 } from 'node:crypto'
import type { AuthorizationCode, RequestedApproval } from '../../sdk/src/generated/types.gen.ts'
import type { Caller } from '../access/caller.ts'
import { normalizeScope } from '../access/scope.ts'
import { findClient } from '../clients/find-client.ts'
import { maxLengthOf } from '../contract.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import type { Services } from '../services.ts'
import type { Queries } from '../store/store.ts'
import { issueToken } from '../tokens/issue-token.ts'
import { approvedScope } from './approved-scope.ts'
import { matchesRedirectUri } from './redirect-uri.ts'

/** Records that the caller lets a client act with some scopes, and issues a one-time code for it. */
export async function approveClient(
  db: Queries,
  app: RequestedApproval,
  { userId }: Caller,
  services: Services,
): Promise<AuthorizationCode> {
  const client = await findClient(db, app.client_id)
  if (client === undefined) throw failures.accessDenied('Invalid client id.')
  if (client.is_blocked === 1) throw failures.accessDenied('Client is blocked.')
  await requireRegistered(db, client.id, app.redirect_uri)
  const scope_request = await approvedScope(db, {
    userId,
    clientId: client.id,
    clientTypeScope: client.client_type_scope,
    requested: app.scope,
    isTrusted: services.settings.trustedClientIds.includes(client.id),
  })

  requireScopeLength(scope_request)
  const app_id = await saveApproval(db, { user_id: userId, client_id: client.id, scope: scope_request }, services.now())
  const { redirect_uri } = app
  const details = { client_id: client.id, grant_type: 'password', redirect_uri, scope_request } as const
  const issued = await issueToken(db, { ...details, name: 'authorization_code', user_id: userId }, services)
  return { ...issued, details: { ...details, app_id } }
}

async function requireRegistered(db: Queries, clientId: string, redirectUri: string): Promise<void> {
  const connections = await db.selectFrom('connections').where('client_id', '=', clientId).select('redirect_uri').execute()
  if (connections.some((connection) => matchesRedirectUri(connection.redirect_uri, redirectUri))) return
  throw failures.accessDenied('The redirection URI provided does not match a pre-registered value.')
}

interface NewApproval {
  user_id: string
  client_id: string
  scope: string
}

/** What adds up over several approvals, or several roles, must still fit into an answer. */
function requireScopeLength(scope: string): void {
  const max = maxLengthOf('GrantedScope')
  if (scope.length > max) throw failures.validationFailed([invalid.tooLong('scope', max)])
}

/** Makes the approval, or puts the new names before those of the earlier one: an approval never shrinks. */
async function saveApproval(db: Queries, { user_id, client_id, scope }: NewApproval, now: Date): Promise<string> {
  const timestamp = now.toISOString()
  const earlier = await db
    .selectFrom('approvals')
    .where('user_id', '=', user_id)
    .where('client_id', '=', client_id)
    .select(['id', 'scope'])
    .forUpdate()
    .executeTakeFirst()
  if (earlier !== undefined) {
    const merged = normalizeScope(`${scope} ${earlier.scope}`)
    requireScopeLength(merged)
    await db.updateTable('approvals').set({ scope: merged, updated_at: timestamp }).where('id', '=', earlier.id).execute()
    return earlier.id
  }
  const id = randomUUIDv7()
  await db
    .insertInto('approvals')
    .values({ id, user_id, client_id, scope, inserted_at: timestamp, updated_at: timestamp })
    .execute()
  return id
}
