import type { ErrorRequestHandler, Request } from 'express'
import type { Logger } from 'pino'
import { Failure, failures } from '../failure.ts'
import { isUnavailable } from '../store/database-faults.ts'
import { missingBearer } from './gatekeeper.ts'
import { recordRefusal } from './record-refusal.ts'
import type { SendEnvelope } from './send-envelope.ts'
import { validationFailure, type ValidationError } from './validation-failure.ts'

/** Everything the libraries on the request path throw, as far as it is looked at. */
interface Thrown {
  name?: string
  message?: string
  stack?: string
  status?: number
  code?: string
  headers?: { Allow?: string }
  errors?: ValidationError[]
}

/** The last step: turns whatever was thrown into a failure in the envelope. What is not foreseen is a 500, and logged. */
export function sendFailure(sendEnvelope: SendEnvelope, logger: Logger): ErrorRequestHandler {
  return async function sendFailure(thrown: Thrown, request, response, next) {
    if (response.headersSent) return next(thrown)
    const { requestId, refusal, bodyFault } = response.locals
    // A body that could not be read is missing to the validator, which says so.
    const cause = refusal ?? (thrown.status === 400 ? bodyFault : undefined) ?? thrown
    const failure = toFailure(cause, request)
    if (failure.status >= 500) logFault(cause, requestId)
    // Whoever is refused shall hear so even if it cannot be written down.
    await recordRefusal(request, failure).catch((fault: Thrown) => logFault(fault, requestId))
    const { status, headers, detail } = failure
    sendEnvelope(request, response, { status, headers, error: detail })
  }

  function logFault({ name, message, code, stack }: Thrown, requestId: string): void {
    logger.error({ request_id: requestId, fault: { name, message, code, stack } }, 'failed')
  }
}

function toFailure(thrown: Thrown, request: Request): Failure {
  if (thrown instanceof Failure) return thrown
  if (isUnavailable(thrown)) return failures.unavailable()
  switch (thrown.status) {
    case 400:
      return isOfValidator(thrown) ? validationFailure(thrown.errors, request) : failures.malformed()
    case 401:
      return missingBearer()
    case 404:
      return failures.notFound()
    case 405:
      return failures.methodNotAllowed(thrown.headers?.Allow ?? '')
    case 413:
      return failures.bodyTooLarge()
    case 415:
      return failures.wrongContentType()
    default:
      return failures.internal()
  }
}

/** The validator's own complaints have a keyword, or are about a filter; a path it cannot decode is neither. */
function isOfValidator(thrown: Thrown): thrown is Thrown & { errors: ValidationError[] } {
  return thrown.errors?.every(({ path, errorCode }) => errorCode !== undefined || path.startsWith('/query/')) ?? false
}
