import { EHealthAuthError } from './error-brand.js'
import type { ErrorType, InvalidEntry } from './generated/types.gen.js'

/** What an `ApiError` is made of. */
export interface ApiErrorDetail {
  status: number
  code: ErrorType | undefined
  invalid: readonly InvalidEntry[]
  requestId: string | undefined
  retryAfterMs: number | undefined
  body: string
}

/**
 * The service refused the call, or failed. A proxy's refusal is one too; it has no `code`.
 *
 * Printing it shows no secret: the body is kept out of the message, the properties and the JSON form.
 */
export class ApiError extends EHealthAuthError {
  override readonly name = 'ApiError'
  /** The HTTP status. */
  readonly status: number
  /** `error.type` of the contract; absent when the body was not the contract's or its type is newer than this SDK. */
  readonly code: ErrorType | undefined
  /** The fields at fault; empty when there are none. */
  readonly invalid: readonly InvalidEntry[]
  /** The id to quote to the operators of the service. */
  readonly requestId: string | undefined
  /** How long the service asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined
  readonly #body: string

  constructor(message: string, detail: ApiErrorDetail, options?: ErrorOptions) {
    super(message, options)
    this.status = detail.status
    this.code = detail.code
    this.invalid = detail.invalid
    this.requestId = detail.requestId
    this.retryAfterMs = detail.retryAfterMs
    this.#body = detail.body
  }

  /** The body as it came, at most 1 MiB of it. It may hold secrets, so it is a method: no printer looks behind one. */
  body(): string {
    return this.#body
  }
}
