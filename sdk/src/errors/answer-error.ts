import { EHealthAuthError } from './error-brand.js'

/** What an error is made of that an answer led to. */
export interface AnswerErrorDetail {
  /** The HTTP status. */
  status: number
  /** The answer's `X-Request-Id`, or what its envelope says. */
  requestId: string | undefined
  /** The text of the answer. */
  body: string
}

/** Enough to see what answered, and little enough for errors to be kept. */
const mostEvidence = 65_536

/** An error that an answer led to. Printing it shows no secret: the body is kept out of the message, the properties and the JSON form. */
export abstract class AnswerError extends EHealthAuthError {
  /** The HTTP status. A browser hides that of a redirect, which is a `ContractError` with 0. */
  readonly status: number
  /** The id to quote to the operators of the service. */
  readonly requestId: string | undefined
  readonly #body: string

  /** Made by the SDK, and by tests of programs. */
  constructor(message: string, { status, requestId, body }: AnswerErrorDetail, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.requestId = requestId
    this.#body = body.slice(0, mostEvidence)
  }

  /** The beginning of the body as it came, at most 65,536 characters. It may hold secrets, so it is a method: no printer looks behind one. */
  body(): string {
    return this.#body
  }
}
