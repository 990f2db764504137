import type { AccessTokenEnvelope } from '../generated/types.gen.js'
import { waitFor } from '../transport/wait-for.js'
import { endTokens } from './end-tokens.js'
import { FreshTokens } from './fresh-tokens.js'
import { sendWithToken } from './send-with-token.js'
import type { SessionService } from './session-service.js'
import { SignInRequiredError } from './sign-in-required-error.js'
import { receiveTokens } from './token-set.js'
import type { TokenSet, TokenStore } from './token-store.js'

/** How a call of a session may be ended. */
export interface SessionCallOptions {
  /** Ends this call with the signal's reason, and nothing that others wait for too. */
  signal?: AbortSignal | undefined
}

/** Which access token is wanted. */
export interface AccessTokenOptions extends SessionCallOptions {
  /** A token that a service has refused, so that another is given. */
  insteadOf?: string | undefined
}

/**
 * What a user lets a client do, with tokens that stay fresh. However many ask for a token at once, in one process or in
 * several that share a store, it is refreshed once: a minute before its end, or a tenth of its life if that is shorter, or when
 * a service has refused it.
 *
 * A session keeps its tokens in the store only. Printing it shows none.
 */
export class Session {
  readonly #key: string
  readonly #store: TokenStore
  readonly #service: SessionService
  readonly #tokens: FreshTokens
  /** Raised by all that ends or replaces the tokens, so that what was under way before is not kept after it. */
  #generation = 0

  /** @internal Made by `EHealthAuth.session`. */
  constructor(key: string, store: TokenStore, service: SessionService) {
    this.#key = key
    this.#store = store
    this.#service = service
    this.#tokens = new FreshTokens({ key, store, service })
  }

  /**
   * Begins the session with the code that came back from the sign-in page, in place of what it had before. A code works once.
   *
   * @throws ApiError 401 when the code is refused, and whatever `tokens.create` and the store throw.
   * @throws SignInRequiredError when the session was logged out, or begun anew, meanwhile; the tokens are ended and not kept.
   */
  async exchangeCode(
    { code, redirectUri }: { code: string; redirectUri: string },
    { signal }: SessionCallOptions = {},
  ): Promise<AccessTokenEnvelope> {
    signal?.throwIfAborted()
    const generation = ++this.#generation
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri } as const
    const { answer, response } = await this.#service.requestToken(grant, { signal })
    const tokens = receiveTokens(answer, response)
    if (generation !== this.#generation) {
      const cause = await endTokens(tokens, this.#service, signal).catch((error: unknown) => error)
      throw new SignInRequiredError('the session was logged out, or begun anew, before the code was exchanged', { cause })
    }
    this.#tokens.supersede()
    // The code is used up, so the tokens are kept even for a caller who has gone.
    await waitFor(this.#store.update(this.#key, async () => tokens), signal)
    return answer
  }

  /**
   * Begins the session with a refresh token that the program has already. A session that has this one goes on with all it
   * has, so a program may call this at every start.
   *
   * @throws TypeError when it is not a non-empty string, and whatever the store throws.
   */
  async useRefreshToken(refreshToken: string): Promise<void> {
    if (typeof refreshToken !== 'string' || refreshToken === '') throw new TypeError('"refreshToken" must be a non-empty string')
    const tokens = { refreshToken, expiresAt: 0, refreshAt: 0 }
    if ((await this.#store.read(this.#key))?.refreshToken === refreshToken) return
    this.#generation++
    this.#tokens.supersede()
    await this.#store.update(this.#key, async (kept) => (kept?.refreshToken === refreshToken ? kept : tokens))
  }

  /**
   * A good access token, refreshed if need be. While the service fails, a token that is due is given as long as it is good.
   *
   * @throws SignInRequiredError when there is nothing to refresh with, or the service refuses the refresh token.
   * @throws ApiError, ConnectionError, ContractError as `tokens.create`, the reason of the signal, and whatever the store throws.
   */
  async accessToken({ insteadOf, signal }: AccessTokenOptions = {}): Promise<string> {
    signal?.throwIfAborted()
    return waitFor(this.#tokens.find(insteadOf), signal)
  }

  /**
   * Shaped like the platform's `fetch`, and may be handed on as a function. It adds the access token, and the client's API-key
   * and `X-Custom-PSK` unless the call has its own. A 401 is followed by one more try with another token, and the caller gets
   * the answer to that, whatever it is.
   *
   * A path is taken as those of the operations are: `/api/y` comes after the path of `baseUrl`. Redirects are never followed,
   * whatever `redirect` says. A body that is a stream is held in memory until the answer comes, as it may have to be sent
   * again.
   *
   * @throws TypeError before anything is sent when the URL is of another origin than `baseUrl`: no stranger gets the token.
   * @throws what `accessToken` throws, and what the platform's `fetch` throws.
   */
  readonly fetch: typeof fetch = async (...request) =>
    sendWithToken(request, this.#service, {
      find: (options) => this.accessToken(options),
      doubt: (accessToken) => this.#tokens.doubt(accessToken),
    })

  /**
   * Forgets the tokens, and then tells the service, which ends the access token and the refresh token with it. A token that
   * has ended already is no failure. Whoever waits for a refresh gets a `SignInRequiredError`.
   *
   * @throws ApiError, ConnectionError, ContractError when the service may not know; the tokens are forgotten all the same.
   * @throws the reason of the signal, and whatever the store throws.
   */
  async logout({ signal }: SessionCallOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    await waitFor(this.#logOut(signal), signal)
  }

  async #logOut(signal: AbortSignal | undefined): Promise<void> {
    this.#generation++
    this.#tokens.end()
    const ended: TokenSet[] = []
    await this.#store.update(this.#key, async (kept) => {
      if (kept !== undefined) ended.push(kept)
      return undefined
    })
    for (const tokens of ended) await endTokens(tokens, this.#service, signal)
  }
}
