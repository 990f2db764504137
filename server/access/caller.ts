/** Who calls, once the gatekeeper has let them in. */
export interface Caller {
  tokenId: string
  /** The refresh token that came with the access token, or that it came from. */
  refreshTokenId: string | null
  userId: string
  /** The client the token was issued to: the context of the call. */
  clientId: string
  clientTypeName: string
  /** The client of the MIS whose API-key was presented; null for DIRECT clients. */
  misClientId: string | null
  /** What the token allows, and what the MIS does: all of them must allow what is asked for. */
  scopes: string[]
}
