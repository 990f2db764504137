import type { ApiError } from './api-error.js'
import type { ConnectionError } from './connection-error.js'
import type { ContractError } from './contract-error.js'
import { isNamed } from './error-brand.js'
import type { SignInRequiredError } from '../session/sign-in-required-error.js'
import type { TimeoutError } from './timeout-error.js'

/** Whether it is an `ApiError`, also one of another copy of the SDK or another realm, where `instanceof` says no. */
export function isApiError(error: unknown): error is ApiError {
  return isNamed(error, 'ApiError')
}

/** Whether it is a `ConnectionError`, a `TimeoutError` included, also one of another copy of the SDK. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return isNamed(error, 'ConnectionError', 'TimeoutError')
}

/** Whether it is the SDK's `TimeoutError`, also one of another copy; that of `AbortSignal.timeout` is none. */
export function isTimeoutError(error: unknown): error is TimeoutError {
  return isNamed(error, 'TimeoutError')
}

/** Whether it is a `ContractError`, also one of another copy of the SDK. */
export function isContractError(error: unknown): error is ContractError {
  return isNamed(error, 'ContractError')
}

/** Whether it is a `SignInRequiredError`, also one of another copy of the SDK: the user has to sign in again. */
export function isSignInRequiredError(error: unknown): error is SignInRequiredError {
  return isNamed(error, 'SignInRequiredError')
}
