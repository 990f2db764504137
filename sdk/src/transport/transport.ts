import { type AccessTokenSource, findAccessToken, renewAccessToken } from './access-token.js'
import { checkBaseUrl } from '../base-url.js'
import { checkCount } from '../check-count.js'
import { type CredentialSource, checkCredential, resolveCredential } from '../credential.js'
import { fromEnvironment } from '../environment.js'
import { maxKeyLength } from '../generated/idempotency-key.gen.js'
import { judgeAnswer } from './judge-answer.js'
import { type Logger, safeLogger, shownHeaders } from '../logger.js'
import type { OperationRequest } from './operation-request.js'
import type { CallOptions, TransportOptions } from '../options.js'
import { type AnswerWithResponse, type Pending, pending } from './pending.js'
import { type PreparedRequest, prepareRequest, setHeader } from './prepare-request.js'
import { mayBeDone, retryDelayMs } from './retry-delay.js'
import { type RawAnswer, type Sending, sendOnce } from './send-once.js'
import { waitFor } from './wait-for.js'
import { wait } from './wait.js'

/** setTimeout fires at once for more. */
const longestTimerMs = 2_147_483_647

/**
 * The way to the service: every operation goes through one, so it has the one place where requests are made, sent, repeated
 * and judged. `EHealthAuth` has its own; the functions of `ehealth-auth-sdk/operations` take one.
 *
 * Instances share nothing, and show no credential when printed.
 */
export class Transport {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly #accessToken: AccessTokenSource
  readonly #apiKey: CredentialSource | undefined
  readonly #customPsk: string | undefined
  readonly #fetch: typeof fetch | undefined
  readonly #timeoutMs: number
  readonly #maxRetries: number
  readonly #logger: Logger
  readonly #onAnswer: (headers: Headers) => void

  /**
   * @param onAnswer Told the headers of every answer; `EHealthAuth` compares contracts by them.
   * @throws TypeError when an option cannot be used.
   */
  constructor(options: TransportOptions = {}, onAnswer: (headers: Headers) => void = () => {}) {
    this.baseUrl = checkBaseUrl(options.baseUrl ?? fromEnvironment('EHEALTH_AUTH_URL'))
    this.#accessToken = options.accessToken
    this.#apiKey = options.apiKey ?? fromEnvironment('EHEALTH_AUTH_API_KEY')
    this.#customPsk = checkCredential('customPsk', options.customPsk ?? fromEnvironment('EHEALTH_AUTH_CUSTOM_PSK'))
    this.#fetch = options.fetch
    this.#timeoutMs = checkTimeout(options.timeoutMs ?? 30_000)
    this.#maxRetries = checkRetries(options.maxRetries ?? 2)
    this.#logger = safeLogger(options.logger)
    this.#onAnswer = onAnswer
  }

  /** Calls an operation. */
  send<Answer>(request: OperationRequest, options?: CallOptions): Pending<Answer> {
    return pending(this.#exchange<Answer>(request, options))
  }

  /** What goes with a request of the user's own to the origin of the service, as with those of the operations. */
  async credentials(): Promise<{ apiKey: string | undefined; customPsk: string | undefined }> {
    return { apiKey: await resolveCredential('apiKey', this.#apiKey), customPsk: this.#customPsk }
  }

  async #exchange<Answer>(request: OperationRequest, options: CallOptions = {}): Promise<AnswerWithResponse<Answer>> {
    const { signal, timeoutMs = this.#timeoutMs, maxRetries = this.#maxRetries } = options
    const sending = { fetch: this.#fetch, timeoutMs: checkTimeout(timeoutMs), signal }
    const retries = checkRetries(maxRetries)
    signal?.throwIfAborted()
    // Everything that may be sent again is fixed here.
    const prepared = prepareRequest(this.baseUrl, request)
    const tokens = options.accessToken ?? this.#accessToken
    await waitFor(this.#addCredentials(prepared.headers, request, tokens, options), signal)
    let renewals = 0
    let mayBeTwice = false
    for (let tries = 1; ; tries++) {
      try {
        const { answer, response } = await this.#try<Answer>(request, prepared, sending, tries)
        return { answer, response: { ...response, tries, mayBeTwice } }
      } catch (failure) {
        if (renewals === 0 && (await waitFor(renewAccessToken(prepared, failure, tokens, signal), signal))) {
          renewals = 1
          continue
        }
        const faults = tries - renewals
        const delayMs = faults > retries ? undefined : retryDelayMs(failure, faults, isIdempotent(request, options))
        if (delayMs === undefined) throw failure
        mayBeTwice ||= mayBeDone(failure)
        this.#logger.debug(`${request.id}: trying again`, { tries, delayMs })
        await wait(delayMs, signal)
      }
    }
  }

  async #addCredentials(headers: Headers, request: OperationRequest, tokens: AccessTokenSource, options: CallOptions): Promise<void> {
    const { credentials = [], idempotent } = request
    const [accessToken, apiKey] = await Promise.all([
      credentials.includes('accessToken') ? findAccessToken(tokens, { signal: options.signal }) : undefined,
      credentials.includes('apiKey') ? resolveCredential('apiKey', options.apiKey ?? this.#apiKey) : undefined,
    ])
    setHeader(headers, 'Authorization', accessToken && `Bearer ${accessToken}`)
    setHeader(headers, 'API-key', apiKey)
    setHeader(headers, 'X-Custom-PSK', this.#customPsk)
    setHeader(
      headers,
      'X-Idempotency-Key',
      checkCredential('idempotencyKey', options.idempotencyKey, maxKeyLength) ?? (idempotent ? undefined : crypto.randomUUID()),
    )
  }

  async #try<Answer>(request: OperationRequest, prepared: PreparedRequest, sending: Sending, tries: number) {
    const { id, method, path, judge = judgeAnswer } = request
    this.#logger.debug(`${id}: ${method} ${path}`, { tries, headers: shownHeaders(prepared.headers) })
    const startedAt = Date.now()
    const { response, text }: RawAnswer = await sendOnce(prepared, sending).catch((failure: unknown) => {
      this.#logger.debug(`${id}: no answer`, { tries, ms: Date.now() - startedAt, reason: nameOf(failure) })
      throw failure
    })
    const { status, headers } = response
    this.#logger.debug(`${id}: ${status}`, { tries, ms: Date.now() - startedAt, headers: shownHeaders(headers) })
    this.#onAnswer(headers)
    // The contract says what a success of this operation is, and everything else is thrown.
    const answer = judge(response, text) as Answer
    return { answer, response: { status, headers, requestId: headers.get('X-Request-Id') ?? undefined } }
  }
}

const isIdempotent = (request: OperationRequest, options: CallOptions): boolean | undefined => options.idempotent ?? request.idempotent
const checkTimeout = (timeoutMs: number): number => checkCount('timeoutMs', timeoutMs, 1, longestTimerMs)
const checkRetries = (maxRetries: number): number => checkCount('maxRetries', maxRetries, 0, 10)
const nameOf = (failure: unknown): string => (failure instanceof Error ? failure.name : typeof failure)
