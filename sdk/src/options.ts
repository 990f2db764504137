import type { CredentialSource, TokenSource } from './credential.js'
import type { Logger } from './logger.js'
import type { TokenStore } from './session/token-store.js'

/** Where the service is, who calls it, and how patiently. */
export interface TransportOptions {
  /**
   * An absolute http or https URL, with the path before `/oauth/tokens` if there is one. The sandbox is `http://127.0.0.1:4000`.
   * @default the environment variable EHEALTH_AUTH_URL
   */
  baseUrl?: string | undefined
  /** Sent as `Authorization: Bearer …` by the operations that act for a user, and by no other. */
  accessToken?: CredentialSource | TokenSource | undefined
  /**
   * The MIS's secret, sent as `API-key` beside an access token. BROKER clients (MSP and PHARMACY as a rule) need it.
   * @default the environment variable EHEALTH_AUTH_API_KEY
   */
  apiKey?: CredentialSource | undefined
  /**
   * The hosting provider's key, sent as `X-Custom-PSK` by every operation. Only the edge of eHealth asks for it.
   * @default the environment variable EHEALTH_AUTH_CUSTOM_PSK
   */
  customPsk?: string | undefined
  /** For a proxy, say. Called with a URL and what to send. @default globalThis.fetch */
  fetch?: typeof fetch | undefined
  /** How long one try may take, in milliseconds. @default 30_000 */
  timeoutMs?: number | undefined
  /** How often a call is tried again where that does no harm. @default 2 */
  maxRetries?: number | undefined
  /** Told what is sent and what comes back, without secrets; `console` is one. @default nobody, warnings apart, which go to the console */
  logger?: Logger | undefined
}

/** What an `EHealthAuth` is made of. */
export interface EHealthAuthOptions extends TransportOptions {
  /** The client's id, a UUID: who signs users in, and whose secret is rotated. @default the environment variable EHEALTH_AUTH_CLIENT_ID */
  clientId?: string | undefined
  /** The secret of one of the client's connections. @default the environment variable EHEALTH_AUTH_CLIENT_SECRET */
  clientSecret?: CredentialSource | undefined
  /** Where sessions keep their tokens. @default the memory of this instance */
  tokenStore?: TokenStore | undefined
}

/** What may differ from call to call. */
export interface CallOptions {
  /** Instead of the client's own; a session is one. */
  accessToken?: CredentialSource | TokenSource | undefined
  /** Instead of the client's own. */
  apiKey?: CredentialSource | undefined
  /** Ends the call with the signal's reason, whatever it is doing; a wait before the next try too. */
  signal?: AbortSignal | undefined
  /** Instead of the client's own. */
  timeoutMs?: number | undefined
  /** Instead of the client's own. */
  maxRetries?: number | undefined
  /**
   * Says that doing it twice does no harm, so that it is tried again when nobody knows if it was done. With an idempotency key the service
   * does it once. @default what the contract says
   */
  idempotent?: boolean | undefined
  /**
   * Names the request to the service, the same for every try: up to 255 characters of visible ASCII, best a UUID. For a day, the service
   * gives the same request with the same key its first answer, and does nothing again. @default a new UUID where repeating may do harm
   */
  idempotencyKey?: string | undefined
}
