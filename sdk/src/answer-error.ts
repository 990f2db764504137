import { EHealthAuthError } from './error-brand.js'

/** What an error is made of that an answer led to. */
export interface AnswerErrorDetail {
  status: number
  requestId: string | undefined
  body: string
}

/** An error that an answer led to. Printing it shows no secret: the body is kept out of the message, the properties and the JSON form. */
export abstract class AnswerError extends EHealthAuthError {
  /** The HTTP status; 0 when a browser hides that of a redirect. */
  readonly status: number
  /** The id to quote to the operators of the service. */
  readonly requestId: string | undefined
  readonly #body: string

  constructor(message: string, { status, requestId, body }: AnswerErrorDetail, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.requestId = requestId
    this.#body = body
  }

  /** The body as it came, at most 16 MiB of it. It may hold secrets, so it is a method: no printer looks behind one. */
  body(): string {
    return this.#body
  }
}
