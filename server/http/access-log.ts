import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { operationOf } from './operation-of.ts'

/**
 * Logs one line for each answer. Only the members listed here are written: paths, headers and bodies can hold secrets.
 */
export function accessLog(logger: Logger): RequestHandler {
  return function accessLog(request, response, next) {
    const startedAt = performance.now()
    response.once('close', () => {
      const { requestId, caller } = response.locals
      logger.info(
        {
          request_id: requestId,
          method: request.method,
          operation: operationOf(request)?.operationId,
          status: response.writableFinished ? response.statusCode : 'aborted',
          duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
          user_id: caller?.userId,
          client_id: caller?.clientId,
        },
        'answered',
      )
    })
    next()
  }
}
