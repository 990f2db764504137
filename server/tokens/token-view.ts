import type { Token, TokenDetails } from '../../sdk/src/generated/types.gen.ts'
import { present } from '../resources/columns.ts'
import type { TokenRow } from '../store/schema.ts'

/** What is kept of a token, its value apart, which nobody knows. */
export function tokenView({ id, name, expires_at, user_id, ...row }: TokenRow): Token {
  // Only the names of the contract are ever stored.
  return { id, name: name as Token['name'], expires_at, user_id, details: detailsOf(row) }
}

function detailsOf(row: Pick<TokenRow, 'client_id' | 'grant_type' | 'scope' | 'scope_request' | 'redirect_uri' | 'used_at'>): TokenDetails {
  const { client_id, grant_type, scope, scope_request, redirect_uri, used_at } = row
  return {
    client_id,
    grant_type,
    ...present({
      scope: scope ?? undefined,
      scope_request: scope_request ?? undefined,
      redirect_uri: redirect_uri ?? undefined,
      used: used_at === null ? undefined : true,
    }),
  }
}
