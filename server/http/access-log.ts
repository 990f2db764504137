import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { schemaNamed } from '../contract.ts'
import { addressOf } from './address-of.ts'
import { operationOf } from './operation-of.ts'
import { statusOf } from './status-of.ts'

/** What a caller's `X-Contract-Hash` must be to be written: anything else could be a secret in the wrong place. */
const contractHash = new RegExp(schemaNamed('Hash').pattern ?? '(?!)')

/**
 * Logs one line for each answer. Only the members listed here are written: paths, headers and bodies can hold secrets.
 */
export function accessLog(logger: Logger): RequestHandler {
  return function accessLog(request, response, next) {
    const startedAt = performance.now()
    response.once('close', () => {
      const { requestId, caller, trail, errorType } = response.locals
      logger.info(
        {
          request_id: requestId,
          method: request.method,
          operation: operationOf(request)?.operationId,
          status: statusOf(response),
          error_type: errorType,
          duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
          address: addressOf(request),
          user_id: trail?.userId ?? caller?.userId,
          client_id: trail?.clientId ?? caller?.clientId,
          contract_hash: contractHash.exec(request.get('x-contract-hash') ?? '')?.[0],
        },
        'answered',
      )
    })
    next()
  }
}
