import type { ErrorType } from '../generated/types.gen.js'

/** A request that is not let in, as the caller will see it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: 401 | 403
  readonly type: ErrorType

  constructor(status: 401 | 403, type: ErrorType, message: string) {
    super(message)
    this.status = status
    this.type = type
  }
}

/** The refusal of a request without a bearer token. */
export const missingBearer = (): Refusal =>
  new Refusal(401, 'access_denied', "Authorization header is not set or doesn't contain Bearer token")

/** The refusal of a token that is not good, or not known to be. Callers do not learn which. */
export const invalidToken = (): Refusal => new Refusal(401, 'access_denied', 'Invalid access token')

/** The refusal of a token, or of a MIS, that may not do this. */
export const missingScope = (names: string[]): Refusal =>
  new Refusal(403, 'forbidden', `Your scope does not allow to access this resource. Missing allowances: ${names.join(', ')}`)
