import { AnswerError } from './answer-error.js'

/**
 * The answer is none that the contract knows, although no refusal: a success without the envelope, such as the sign-in page
 * of a network, or a redirect. Most often `baseUrl` names something else than the service.
 */
export class ContractError extends AnswerError {
  override readonly name = 'ContractError'
}
