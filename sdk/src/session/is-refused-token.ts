import { isApiError } from '../errors/error-guards.js'

/**
 * Whether the service refuses the token. A client whose own secret is refused would not be helped by another token, and a 401 without a
 * code is not of the service but of something before it, which knows nothing of the token.
 */
export const isRefusedToken = (error: unknown): boolean =>
  isApiError(error) && error.status === 401 && error.code !== undefined && error.code !== 'invalid_client'
