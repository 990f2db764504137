import { isRefusedToken } from './is-refused-token.js'
import { requestRefresh } from './request-refresh.js'
import type { SessionService } from './session-service.js'
import { SignInRequiredError } from './sign-in-required-error.js'
import { isSame } from './token-set.js'
import type { TokenSet, TokenStore } from './token-store.js'

/** Whose tokens are refreshed, and with what. */
export interface Renewal {
  key: string
  store: TokenStore
  service: SessionService
  /** Ends it: the session is over. */
  signal: AbortSignal
}

/**
 * Refreshes the tokens that were found stale, unless others are kept by the time it is this caller's turn, or by the time the
 * answer comes: what is newer always stays. Tokens that the service refuses are forgotten.
 *
 * @returns what is kept now.
 * @throws SignInRequiredError when nothing is kept now, or there is no refresh token.
 * @throws whatever `requestToken` and the store throw.
 */
export async function renewTokens(stale: TokenSet | undefined, { key, store, service, signal }: Renewal): Promise<TokenSet> {
  let refusal: SignInRequiredError | undefined

  async function refresh(refreshToken: string): Promise<TokenSet | undefined> {
    try {
      return await requestRefresh(service, refreshToken, signal)
    } catch (error) {
      if (!isRefusedToken(error)) throw error
      refusal = new SignInRequiredError('the service refuses the refresh token', { cause: error })
      return undefined
    }
  }

  const renewed = await store.update(key, async (kept) => {
    if (kept === undefined || !isSame(kept, stale)) return kept
    if (kept.refreshToken === undefined) throw new SignInRequiredError('the session has no refresh token')
    const fresh = await refresh(kept.refreshToken)
    // Read again for the sake of stores that keep nobody out.
    const current = await store.read(key)
    signal.throwIfAborted()
    return isSame(current, kept) ? fresh : current
  })
  if (renewed === undefined) throw refusal ?? new SignInRequiredError('the session has no tokens')
  return renewed
}
