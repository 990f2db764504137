import { EHealthAuthError } from './error-brand.js'

/**
 * No whole answer came: the server was not reached, or the connection broke. The service may have done the work all the
 * same, so a repeated call may do it twice. `cause` is the error of `fetch`.
 */
export class ConnectionError extends EHealthAuthError {
  override readonly name: 'ConnectionError' | 'TimeoutError' = 'ConnectionError'
}
