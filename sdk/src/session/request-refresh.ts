import type { SessionService } from './session-service.js'
import { type ReceivedTokens, receiveTokens } from './token-set.js'

/** New tokens for a refresh token, which stays when the service gives no other. @throws as `requestToken` and `receiveTokens`. */
export async function requestRefresh(service: SessionService, refreshToken: string, signal: AbortSignal | undefined): Promise<ReceivedTokens> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const
  const { answer, response } = await service.requestToken(grant, { signal })
  return receiveTokens(answer, response, refreshToken)
}
