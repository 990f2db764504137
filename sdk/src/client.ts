import { checkSegment } from './check-segment.js'
import { type CredentialSource, resolveCredential } from './credential.js'
import { createContractCheck } from './contract-check.js'
import { fromEnvironment } from './environment.js'
import { createToken, logOutUser } from './generated/functions.gen.js'
import type { AccessTokenEnvelope } from './generated/types.gen.js'
import { Resources } from './generated/resources.gen.js'
import type { CallOptions, EHealthAuthOptions } from './options.js'
import { type RotateSecretOptions, rotateSecret } from './rotate-secret.js'
import { KnownSessions } from './session/known-sessions.js'
import { createQueues } from './session/in-turn.js'
import { createMemoryTokenStore } from './session/memory-token-store.js'
import { Session } from './session/session.js'
import type { SessionService } from './session/session-service.js'
import type { TokenStore } from './session/token-store.js'
import { type SignInRequest, signInUrl } from './sign-in-url.js'
import { Transport } from './transport/transport.js'
import { waitFor } from './transport/wait-for.js'

/** A code that came back from the sign-in page. */
export interface CodeExchange {
  /** As it came; it is good for a few minutes, and once. */
  code: string
  /** As it was in `signInUrl`. */
  redirectUri: string
  /** The name of the session that begins. @default 'default' */
  session?: string
}

function checkTokenStore(store: TokenStore): TokenStore {
  if (typeof store.read === 'function' && typeof store.update === 'function') return store
  throw new TypeError('"tokenStore" must have the functions "read" and "update"')
}

/** The answer to the exchange of a code, which says who signed in (`data.user_id`) and with what scope, and the session that began. */
export interface BegunSession extends AccessTokenEnvelope {
  /** With the tokens of the answer. */
  session: Session
}

/**
 * A client of the authentication service. The operations of the contract are methods, grouped by resource: `auth.users.list()`. They take
 * the parameters of the path, what the request's wrapper holds, the query, and options, and give the whole answer: `{ meta, data }`, where
 * the contract says so `urgent` or `paging`, and nothing where the answer has no body.
 *
 * Every method throws `ApiError` when the service refuses or fails, `ConnectionError` (`TimeoutError` among them) when it gives no whole
 * answer, `ContractError` when the answer is none of the contract's, the reason of the signal when that ends the call, and `TypeError` when
 * an argument cannot be sent.
 *
 * Instances share nothing, and show no credential when printed.
 *
 * @example
 * const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000', clientId, clientSecret })
 */
export class EHealthAuth extends Resources {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly #transport: Transport
  readonly #clientId: string | undefined
  readonly #fetch: typeof fetch | undefined
  readonly #tokenStore: TokenStore
  readonly #sessions = new KnownSessions()
  readonly #inTurn = createQueues()
  #clientSecret: CredentialSource | undefined

  /** @throws TypeError when an option cannot be used, or there is no `baseUrl`. */
  constructor(options: EHealthAuthOptions = {}) {
    const transport: Transport = new Transport(options, (headers) => checkContract(headers))
    const checkContract = createContractCheck(transport, options.logger)
    super(transport)
    this.baseUrl = transport.baseUrl
    this.#transport = transport
    this.#clientId = options.clientId ?? fromEnvironment('EHEALTH_AUTH_CLIENT_ID')
    this.#clientSecret = options.clientSecret ?? fromEnvironment('EHEALTH_AUTH_CLIENT_SECRET')
    this.#fetch = options.fetch
    this.#tokenStore = checkTokenStore(options.tokenStore ?? createMemoryTokenStore())
  }

  /**
   * Where to send a user's browser to sign in and to approve this client. It comes back to `redirectUri` with a `code` for `exchangeCode`.
   *
   * @throws TypeError without `clientId`.
   */
  signInUrl(request: SignInRequest): string {
    return signInUrl(this.baseUrl, this.#requireClientId(), request)
  }

  /**
   * Begins a session with the code that came back from the sign-in page. A code works once.
   *
   * @throws ApiError 401 when the code is refused, and whatever `tokens.create` throws.
   * @throws TypeError without `clientId` or `clientSecret`.
   */
  async exchangeCode({ code, redirectUri, ...named }: CodeExchange, options?: Pick<CallOptions, 'signal'>): Promise<BegunSession> {
    // A name that is there and `undefined` is refused as every other mistake.
    const session = 'session' in named ? this.session(named.session as string) : this.session()
    return { ...(await session.exchangeCode({ code, redirectUri }, options)), session }
  }

  /**
   * What a user lets this client do, with tokens that stay fresh. Nothing is sent before it is used. All who ask for a name get the same.
   *
   * @param name Tells the users of a client apart. @default 'default'
   * @throws TypeError without `clientId`, or when a name is given that is not a non-empty text: users who share a session by mistake would
   *   act for each other.
   */
  session(...names: [] | [name: string]): Session {
    const [name] = names.length === 0 ? ['default'] : names
    const key = `${this.#requireClientId()}/${checkSegment('session', name)}`
    return this.#sessions.get(key, () => new Session(key, this.#tokenStore, this.#sessionService()))
  }

  /**
   * Gives this client a new secret, hands it to `persist`, uses it from then on, and proves that the service accepts it. The old secret is
   * refused from the moment of the rotation. A lost answer is repeated, which is safe: the call needs an access token, not the secret.
   *
   * When it rejects, the old secret may be dead already; call it again, until it resolves.
   *
   * @throws what `persist` throws; then the new secret is used by nobody.
   * @throws ApiError with the code `invalid_client` when the service refuses the new secret, because somebody else has rotated it meanwhile.
   * @throws ApiError, ConnectionError, ContractError, TypeError as every operation.
   */
  async rotateSecret(options: RotateSecretOptions): Promise<void> {
    const clientId = this.#requireClientId()
    const use = (secret: string) => {
      if (typeof this.#clientSecret !== 'function') this.#clientSecret = secret
    }
    // One ends the secret of the other, so what is persisted last must be what came last.
    await this.#inTurn('secret', () => rotateSecret(this.#transport, clientId, options, use))
  }

  #sessionService(): SessionService {
    const transport = this.#transport
    return {
      baseUrl: this.baseUrl,
      fetch: (...request) => (this.#fetch ?? globalThis.fetch)(...request),
      requestToken: async (grant, { signal }) => {
        const client = { client_id: this.#requireClientId(), client_secret: await waitFor(this.#requireClientSecret(), signal) }
        // The contract lets a refresh token be used again, so a lost answer does no harm; a code works once.
        const idempotent = grant.grant_type === 'refresh_token'
        return createToken(transport, { ...client, ...grant }, { signal, idempotent }).withResponse()
      },
      logOut: async (accessToken, { signal }) => logOutUser(transport, { accessToken, signal }),
      credentials: () => transport.credentials(),
    }
  }

  #requireClientId(): string {
    if (this.#clientId === undefined) throw new TypeError('"clientId" must be given, or the environment variable EHEALTH_AUTH_CLIENT_ID')
    return this.#clientId
  }

  async #requireClientSecret(): Promise<string> {
    const clientSecret = await resolveCredential('clientSecret', this.#clientSecret)
    if (clientSecret === undefined) throw new TypeError('"clientSecret" must be given, or the environment variable EHEALTH_AUTH_CLIENT_SECRET')
    return clientSecret
  }
}
