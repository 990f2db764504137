import type { CredentialSource } from './credential.js'

/** Where the service is and who calls it. */
export interface EHealthAuthOptions {
  /** An absolute http or https URL, with the path before `/oauth/tokens` if there is one. The sandbox is `http://127.0.0.1:4000`. */
  baseUrl: string
  /** Sent as `Authorization: Bearer …` by the operations that act for a user, and by no other. */
  accessToken?: CredentialSource
  /** The MIS's secret, sent as `API-key` beside an access token. BROKER clients (MSP and PHARMACY as a rule) need it. */
  apiKey?: CredentialSource
  /** The hosting provider's key, sent as `X-Custom-PSK` by every operation. Only the edge of eHealth asks for it. */
  customPsk?: string
  /** Called with one `Request`. @default globalThis.fetch */
  fetch?: typeof fetch
}

/** What may differ from call to call. */
export interface CallOptions {
  /** Instead of the client's own. */
  accessToken?: CredentialSource
  /** Instead of the client's own. */
  apiKey?: CredentialSource
  /** Ends the call with the signal's reason; `AbortSignal.timeout(10_000)` is a time limit. There is none by default. */
  signal?: AbortSignal
}
