import { ApiError } from '../errors/api-error.js'
import { ConnectionError } from '../errors/connection-error.js'
import { codeOf } from '../errors/error-code.js'

/** Longest wait we accept from a server; a larger value means "come back tomorrow", so the call fails instead of hanging. */
const maxRetryAfterMs = 60_000
const firstBackoffMs = 500
const maxBackoffMs = 8_000

/** A gateway says these when it does not know whether the service did the work. */
const unknownOutcome = [408, 500, 502, 503, 504]

/** Nothing was sent: the name is not known, or nobody listens. In the order of resolving and connecting. */
const neverSent = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']

/**
 * How long to wait before the next try, in milliseconds; `undefined` when there must be none. What is not idempotent is
 * repeated only when it is sure that nothing was done. The wait grows and is random, so that many callers do not come back at
 * once; `Retry-After` comes before it.
 */
export function retryDelayMs(failure: unknown, tries: number, idempotent: boolean | undefined): number | undefined {
  if (!(wasNotDone(failure) || (idempotent && mayBeDone(failure)))) return undefined
  const asked = failure instanceof ApiError ? (failure.retryAfterMs ?? 0) : 0
  if (asked > maxRetryAfterMs) return undefined
  return asked + Math.random() * Math.min(maxBackoffMs, firstBackoffMs * 2 ** (tries - 1))
}

function wasNotDone(failure: unknown): boolean {
  if (failure instanceof ApiError) {
    return failure.status === 429 || (failure.status === 503 && failure.retryAfterMs !== undefined)
  }
  return failure instanceof ConnectionError && neverSent.includes(codeOf(failure.cause))
}

/** Whether the service may have done the work although it did not say so. */
export function mayBeDone(failure: unknown): boolean {
  if (wasNotDone(failure)) return false
  if (failure instanceof ApiError) return unknownOutcome.includes(failure.status)
  return failure instanceof ConnectionError
}
