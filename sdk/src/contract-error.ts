import { EHealthAuthError } from './error-brand.js'

/** What a `ContractError` is made of. */
export interface ContractErrorDetail {
  status: number
  requestId: string | undefined
  body: string
}

/**
 * The answer is none that the contract knows, although no refusal: a success without the envelope, such as the sign-in page
 * of a network, or a redirect. Most often `baseUrl` names something else than the service.
 *
 * Printing it shows no secret: the body is kept out of the message, the properties and the JSON form.
 */
export class ContractError extends EHealthAuthError {
  override readonly name = 'ContractError'
  /** The HTTP status; 0 when a browser hides that of a redirect. */
  readonly status: number
  /** The id to quote to the operators of the service. */
  readonly requestId: string | undefined
  readonly #body: string

  constructor(message: string, detail: ContractErrorDetail, options?: ErrorOptions) {
    super(message, options)
    this.status = detail.status
    this.requestId = detail.requestId
    this.#body = detail.body
  }

  /** The body as it came, at most 1 MiB of it. It may hold secrets, so it is a method: no printer looks behind one. */
  body(): string {
    return this.#body
  }
}
