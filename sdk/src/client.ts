import { checkBaseUrl } from './base-url.js'
import type { Call } from './call.js'
import { type CredentialSource, checkCredential, resolveCredential } from './credential.js'
import { exchange } from './exchange.js'
import { type Client, createClient } from './generated/client/index.js'
import type { Auth } from './generated/core/auth.gen.js'
import { OperationMethods } from './generated/methods.gen.js'
import { judgeAnswer, judgeNoContent } from './judge-answer.js'
import type { CallOptions, EHealthAuthOptions } from './options.js'

/**
 * A client of the authentication service. Every method is one operation of the contract. It takes the parameters of the
 * path, what the request's wrapper holds, the query, and options, and gives the whole answer: `{ meta, data }`, where the
 * contract says so `urgent` or `paging`, and nothing where the answer has no body.
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
export class EHealthAuth extends OperationMethods {
  readonly baseUrl: string
  readonly #client: Client
  readonly #accessToken: CredentialSource | undefined
  readonly #apiKey: CredentialSource | undefined
  readonly #fetch: typeof fetch | undefined

  constructor(options: EHealthAuthOptions) {
    super()
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

  protected override async ask<Answer>(
    operation: (call: Call) => Promise<{ data: Answer }>,
    options: CallOptions = {},
  ): Promise<Answer> {
    const { data } = await operation(this.#call(judgeAnswer, options))
    return data
  }

  protected override async tell(operation: (call: Call) => Promise<unknown>, options: CallOptions = {}): Promise<void> {
    await operation(this.#call(judgeNoContent, options))
  }

  #call(judge: typeof judgeAnswer, options: CallOptions): Call {
    // Taken out of the instance, because a browser's fetch refuses to be called as a method of anything but its window.
    const send = this.#fetch ?? globalThis.fetch
    return {
      client: this.#client,
      throwOnError: true,
      signal: options.signal,
      auth: (scheme) => this.#credential(scheme, options),
      fetch: (...request) => exchange(() => send(...request), judge, options.signal),
    }
  }

  /** The generated code asks for each scheme of the operation's `security`, and sends none that is `undefined`. */
  async #credential(scheme: Auth, options: CallOptions): Promise<string | undefined> {
    if (scheme.scheme === 'bearer') return resolveCredential('accessToken', options.accessToken ?? this.#accessToken)
    if (scheme.name === 'API-key') return resolveCredential('apiKey', options.apiKey ?? this.#apiKey)
    return undefined
  }
}
