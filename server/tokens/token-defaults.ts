import type { TokenRow } from '../store/schema.ts'

/** What a token has that nobody said otherwise of: it is for nothing, and came from nowhere. */
export const tokenDefaults = {
  scope: null,
  scope_request: null,
  redirect_uri: null,
  refresh_token_id: null,
  used_at: null,
} as const satisfies Partial<TokenRow>
