import { isRefusedToken } from './is-refused-token.js'
import type { SessionService } from './session-service.js'
import { goodToken, receiveTokens } from './token-set.js'
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
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const
  await isAccepted(logOutWithNewToken())

  async function logOutWithNewToken(): Promise<void> {
    const { answer, response } = await service.requestToken(grant, { signal })
    const { accessToken } = receiveTokens(answer, response)
    if (accessToken !== undefined) await service.logOut(accessToken, { signal })
  }
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
