import type { Api } from './api.js'
import { checkBaseUrl } from './base-url.js'
import { type CredentialSource, checkCredential, resolveCredential } from './credential.js'
import { exchange } from './exchange.js'
import { type Client, createClient } from './generated/client/index.js'
import type { Auth } from './generated/core/auth.gen.js'
import * as operations from './generated/sdk.gen.js'
import type {
  AccessTokenEnvelope,
  AuthorizationCodeEnvelope,
  EmptyEnvelope,
  LoginGrant,
  LoginTokenEnvelope,
  RefreshedClientEnvelope,
  RequestedApproval,
  TokenGrant,
} from './generated/types.gen.js'
import type { CallOptions, EHealthAuthOptions } from './options.js'

/**
 * A client of the authentication service. Every method is one operation of the contract: it takes what the request's
 * wrapper holds and gives the whole answer, `{ meta, data }` and where the contract says so `urgent`.
 *
 * Every method throws `ApiError` when the service answers anything else, `ConnectionError` when it does not answer, the
 * reason of the signal when that ends the call, and `TypeError` when an argument cannot be sent.
 *
 * Instances share nothing, keep no token of their own, and show no credential when printed.
 *
 * @throws TypeError when `baseUrl` or `customPsk` cannot be used.
 * @example
 * const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000' })
 */
export class EHealthAuth implements Api {
  readonly baseUrl: string
  readonly #client: Client
  readonly #accessToken: CredentialSource | undefined
  readonly #apiKey: CredentialSource | undefined
  readonly #fetch: typeof fetch | undefined

  constructor(options: EHealthAuthOptions) {
    this.baseUrl = checkBaseUrl(options.baseUrl)
    this.#accessToken = options.accessToken
    this.#apiKey = options.apiKey
    this.#fetch = options.fetch
    this.#client = createClient({
      baseUrl: this.baseUrl,
      headers: { 'X-Custom-PSK': checkCredential('customPsk', options.customPsk) },
      parseAs: 'json',
      // A followed redirect would carry the secret in the body to wherever the answer points.
      redirect: 'manual',
    })
  }

  /**
   * Exchanges a refresh token or a one-time code for an access token. Sends no bearer token: the client proves itself with
   * `client_secret`.
   *
   * A refresh token stays valid and may be used again; the new access token has the whole scope of the approval. A code
   * works once. `data.value` is the access token, `data.expires_at` its end in Unix seconds, and
   * `data.details.refresh_token` the refresh token to use next.
   *
   * @throws ApiError 401 with the type `invalid_client` (unknown client, wrong secret, another redirect URI),
   *   `token_not_found`, `token_expired`, `invalid_grant` (another client's token) or `access_denied` (the user revoked the
   *   approval, or the code was used before); 422 `validation_failed` with the fields in `invalid`.
   * @see The eHealth pages "Use Refresh Token for Access Token extension" and "Exchange oAuth Code Grant to Access Token";
   *   RFC 6749, sections 4.1.3 and 6.
   */
  createToken(grant: TokenGrant, options?: CallOptions): Promise<AccessTokenEnvelope> {
    return this.#call((call) => operations.createToken({ ...call, body: { token: grant } }), options)
  }

  /**
   * Begins a user's session with a password, for the authorisation front end. `data.value` is the session's access token,
   * normally with the scope `app:authorize`, and `data.expires_at` its end in Unix seconds. The user's other access tokens
   * for this client end.
   *
   * @throws ApiError 401 with the type `access_denied` (the message says why), `invalid_client`, `user_blocked` or
   *   `password_expired`; 403 `forbidden`; 422 `validation_failed`, or `request_malformed` when the scope is too wide.
   * @see The eHealth page "Login".
   */
  logInUser(grant: LoginGrant, options?: CallOptions): Promise<LoginTokenEnvelope> {
    return this.#call((call) => operations.logInUser({ ...call, body: { token: grant } }), options)
  }

  /**
   * Lets a client act for the user of the access token, who needs the scope `app:authorize`. `data.value` is a one-time
   * code, and `urgent.redirect_uri` the redirect URI with that code in its query. The code lives until `data.expires_at`,
   * in Unix seconds; five minutes unless the service is set otherwise. Scopes add up over several approvals.
   *
   * @throws ApiError 401 `access_denied` (access token, API-key, unknown or blocked client, redirect URI; the message says
   *   which); 403 `forbidden` without the scope; 422 `validation_failed`, or `request_malformed` when the client's type or the
   *   user's roles do not allow the scope.
   * @see RFC 6749, section 4.1.1.
   */
  authorizeApp(approval: RequestedApproval, options?: CallOptions): Promise<AuthorizationCodeEnvelope> {
    return this.#call((call) => operations.authorizeApp({ ...call, body: { app: approval } }), options)
  }

  /**
   * Expires the access token that the call presents, and the refresh token that goes with it. Other access tokens stay valid.
   *
   * @throws ApiError 401 `access_denied` when the access token is unknown or has expired.
   * @see The eHealth page "Logout".
   */
  logOutUser(options?: CallOptions): Promise<EmptyEnvelope> {
    return this.#call((call) => operations.logOutUser(call), options)
  }

  /**
   * Gives a client (legal entity) a new secret, `data.secret`, which is shown only here. The old secret is refused from then
   * on; tokens, codes and approvals stay. Needs the scope `secret:refresh` and only works for the client of the access token.
   * Every call makes another secret, so do not repeat a call that succeeded.
   *
   * Deprecated by eHealth since secrets moved from clients to connections.
   *
   * @param id The client's id, which is the legal entity's id.
   * @throws ApiError 401 `access_denied` (access token, API-key); 403 `forbidden` (scope, another client); 404 `not_found`
   *   (the client has no secret); 409 `request_conflict` (it has several, and the API-key does not decide).
   * @throws TypeError when the id is empty, `.` or `..`, which would make another path, or no well-formed text.
   * @see The eHealth page "Refresh client secret Deprecated".
   */
  async refreshClientSecret(id: string, options?: CallOptions): Promise<RefreshedClientEnvelope> {
    if (typeof id !== 'string' || /^\.{0,2}$|\p{Cs}/u.test(id)) throw new TypeError('"id" must be the id of a client')
    return this.#call((call) => operations.refreshClientSecret({ ...call, path: { id } }), options)
  }

  async #call<Envelope>(
    operation: (call: Call) => Promise<{ data: Envelope }>,
    options: CallOptions = {},
  ): Promise<Envelope> {
    // Taken out of the instance, because a browser's fetch refuses to be called as a method of anything but its window.
    const send = this.#fetch ?? globalThis.fetch
    const { data } = await operation({
      client: this.#client,
      throwOnError: true,
      signal: options.signal,
      auth: (scheme) => this.#credential(scheme, options),
      fetch: (...request) => exchange(() => send(...request), options.signal),
    })
    return data
  }

  /** The generated code asks for each scheme of the operation's `security`, and sends none that is `undefined`. */
  async #credential(scheme: Auth, options: CallOptions): Promise<string | undefined> {
    if (scheme.scheme === 'bearer') return resolveCredential('accessToken', options.accessToken ?? this.#accessToken)
    if (scheme.name === 'API-key') return resolveCredential('apiKey', options.apiKey ?? this.#apiKey)
    return undefined
  }
}

/** What every generated function is called with. */
interface Call {
  client: Client
  throwOnError: true
  signal: AbortSignal | undefined
  auth: (scheme: Auth) => Promise<string | undefined>
  fetch: typeof fetch
}
