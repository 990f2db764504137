import type { ErrorType, InvalidEntry } from './generated/types.gen.js'

/** What an `ApiError` is made of. */
export interface ApiErrorDetail {
  status: number
  type: ErrorType | undefined
  invalid: readonly InvalidEntry[]
  requestId: string | undefined
  body: string
}

/**
 * The server answered, and not with the success that the contract documents: a refusal in the contract's envelope, a
 * proxy's HTML page, an empty body, or a 2xx without the envelope.
 *
 * Printing it shows no secret: the body is kept out of the message, the properties and the JSON form.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status; 0 when a browser hides that of a redirect. */
  readonly status: number
  /** The contract's name for what went wrong; absent when the body was not the contract's or its type is newer than this SDK. */
  readonly type: ErrorType | undefined
  /** The fields at fault; empty when there are none. */
  readonly invalid: readonly InvalidEntry[]
  /** The id to quote to the operators of the service. */
  readonly requestId: string | undefined
  readonly #body: string

  constructor(message: string, detail: ApiErrorDetail, options?: ErrorOptions) {
    super(message, options)
    this.status = detail.status
    this.type = detail.type
    this.invalid = detail.invalid
    this.requestId = detail.requestId
    this.#body = detail.body
  }

  /** The body as it came, at most 1 MiB of it. It may hold secrets, so it is a method: no printer looks behind one. */
  body(): string {
    return this.#body
  }
}
