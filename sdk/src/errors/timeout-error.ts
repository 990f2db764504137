import { ConnectionError } from './connection-error.js'

/** No whole answer came within `timeoutMs`. Like every `ConnectionError` it does not say whether the work was done. */
export class TimeoutError extends ConnectionError {
  override readonly name = 'TimeoutError'
}
