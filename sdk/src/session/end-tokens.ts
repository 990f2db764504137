import { isRefusedToken } from './is-refused-token.js'
import { requestRefresh } from './request-refresh.js'
import type { SessionService } from './session-service.js'
import { goodToken } from './token-set.js'
import type { TokenSet } from './token-store.js'

/**
 * Ends tokens at the service. It ends a refresh token with an access token that came from it, so one is asked for where none is good. Tokens
 * that have ended already are no failure.
 *
 * @throws whatever the service's calls throw, when it may not know.
 */
export async function endTokens(tokens: TokenSet, service: SessionService, signal: AbortSignal | undefined): Promise<void> {
  const { refreshToken } = tokens
  const good = goodToken(tokens, undefined)
  if (good !== undefined && (await isAccepted(service.logOut(good, { signal })))) return
  if (refreshToken === undefined) return
  const last = requestRefresh(service, refreshToken, signal)
  await isAccepted(last.then(({ accessToken }) => service.logOut(accessToken, { signal })))
}

async function isAccepted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    if (isRefusedToken(error)) return false
    throw error
  }
}
