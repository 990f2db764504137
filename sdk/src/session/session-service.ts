import type { AccessTokenEnvelope } from '../generated/types.gen.js'
import type { AnswerWithResponse } from '../transport/pending.js'

/** What is exchanged for tokens, beside the client's own id and secret. */
export type SessionGrant =
  | { grant_type: 'refresh_token'; refresh_token: string }
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string }

/** What a session needs of its client. */
export interface SessionService {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly fetch: typeof fetch
  /** @throws ApiError, ConnectionError, ContractError, TypeError or the reason of the signal. */
  requestToken(grant: SessionGrant, options: { signal?: AbortSignal | undefined }): Promise<AnswerWithResponse<AccessTokenEnvelope>>
  /** @throws as `requestToken`. */
  logOut(accessToken: string, options: { signal?: AbortSignal | undefined }): Promise<unknown>
  /** What goes with an access token, if the client has it. */
  credentials(): Promise<{ apiKey: string | undefined; customPsk: string | undefined }>
}
