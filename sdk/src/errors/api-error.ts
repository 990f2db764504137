import { AnswerError, type AnswerErrorDetail } from './answer-error.js'
import type { ErrorType, InvalidEntry } from '../generated/types.gen.js'

/** What an `ApiError` is made of. */
export interface ApiErrorDetail extends AnswerErrorDetail {
  /** `error.type` of the contract. */
  code: ErrorType | undefined
  /** `error.invalid` of the contract. */
  invalid: readonly InvalidEntry[]
  /** What `Retry-After` says, in milliseconds. */
  retryAfterMs: number | undefined
}

/** The service refused the call, or failed. A proxy's refusal is one too; it has no `code`. */
export class ApiError extends AnswerError {
  override readonly name = 'ApiError'
  /** `error.type` of the contract; absent when the body was not the contract's or its type is newer than this SDK. */
  readonly code: ErrorType | undefined
  /** The fields at fault; empty when there are none. */
  readonly invalid: readonly InvalidEntry[]
  /** How long the service asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined

  /** Made by the SDK, and by tests of programs. */
  constructor(message: string, detail: ApiErrorDetail, options?: ErrorOptions) {
    super(message, detail, options)
    this.code = detail.code
    this.invalid = detail.invalid
    this.retryAfterMs = detail.retryAfterMs
  }
}
