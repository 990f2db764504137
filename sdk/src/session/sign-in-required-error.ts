import { EHealthAuthError } from '../errors/error-brand.js'

/**
 * Only the user can help: send them to the sign-in page, and begin the session anew with the code that comes back. The session
 * has no tokens, or none to refresh with, or the service refuses its refresh token; then `cause` is the `ApiError`.
 */
export class SignInRequiredError extends EHealthAuthError {
  override readonly name = 'SignInRequiredError'

  /** @param reason What happened; the message goes on with what to do. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`${reason}: send the user to the sign-in page`, options)
  }
}
