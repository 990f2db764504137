import { parseJson } from '../json.js'
import type { OperationId } from './operation-id.js'
import type { ReceivedRequest } from './receive-request.js'

/**
 * A request that the mock was sent. Printing it shows the operation and what is wrong with the request, but no secret:
 * everything that may hold one is there for assertions, and behind a getter, where printers do not look.
 */
export class MockCall {
  /** Absent when the contract has no such path, or not this method of it. */
  readonly operationId: OperationId | undefined
  /** The method of HTTP. */
  readonly method: string
  /** What the request breaks of the contract, as far as the mock looks; absent when nothing. */
  readonly violation: string | undefined
  readonly #request: ReceivedRequest

  /** @internal */
  constructor(request: ReceivedRequest, violation: string | undefined) {
    this.operationId = request.route.operationId
    this.method = request.method
    this.violation = violation
    this.#request = request
  }

  /** The whole URL. */
  get url(): string {
    return this.#request.url
  }

  /** The parameters of the path, decoded, by their names in the contract, such as `connection_id`. */
  get parameters(): Record<string, string> {
    return this.#request.route.parameters
  }

  /** The query. A list is one text with commas, and of a name that comes several times the last is there. */
  get query(): Record<string, string> {
    return this.#request.query
  }

  /** All headers, with the credentials that were sent. */
  get headers(): Headers {
    return this.#request.headers
  }

  /** The body, a new copy each time: parsed when it is JSON, else the text; `undefined` when there is none. */
  get body(): unknown {
    const { text } = this.#request
    const parsed = parseJson(text)
    return parsed === undefined && text !== '' ? text : parsed
  }
}
