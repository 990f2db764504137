import type { Request, Response } from 'express'
import type { Logger } from 'pino'
import type { FailureDetail } from '../../sdk/src/generated/types.gen.ts'
import type { Settings } from '../config.ts'
import { failures } from '../failure.ts'
import { answerFault } from './answer-fault.ts'
import { constantHeaders } from './constant-headers.ts'
import { envelope, everywhere } from './envelope.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { operationOf } from './operation-of.ts'

/** What an operation answers, without `meta`. */
export interface Content {
  status: number
  headers?: Record<string, string>
  error?: FailureDetail
  [member: string]: unknown
}

/** Sends an answer in the envelope: `meta` and the members given, with the headers of the contract. */
export type SendEnvelope = (request: Request, response: Response, content: Content) => void

/**
 * Makes the one way out for answers, which are held against the contract. A wrong one is a loud 500 in the sandbox; in
 * production it is logged and sent all the same, because the work is done and a lost answer could cost a secret.
 */
export function envelopeSender({ mode }: Pick<Settings, 'mode'>, logger: Logger): SendEnvelope {
  return function sendEnvelope(request, response, { status, headers = {}, ...members }) {
    const { requestId } = response.locals
    const operation = operationOf(request)
    const key = idempotencyKeyOf(request)
    const about = { code: status, url: urlOf(request), request_id: requestId, idempotency_key: key }
    const text = status === 204 ? undefined : JSON.stringify(envelope(about, members))
    const violation = answerFault(operation?.operationId, status, text)
    response.locals.errorType = members.error?.type
    if (violation !== undefined) {
      response.locals.violation = violation
      logger.error({ request_id: requestId, operation: operation?.operationId, violation }, 'answer breaks the contract')
      if (mode === 'sandbox') return sendEnvelope(request, response, { status: 500, error: failures.internal().detail })
    }
    if (key !== undefined) response.set('X-Idempotency-Key', key)
    response.set({ ...everywhere, ...constantHeaders(operation, status), ...headers }).status(status)
    if (text === undefined) response.end()
    else response.type('json').send(text)
  }
}

/** The URL of the request without its query. */
function urlOf(request: Request): string {
  // A proxy may pass on anything as the protocol.
  const protocol = request.protocol === 'https' ? 'https' : 'http'
  return `${protocol}://${request.get('host') ?? 'localhost'}${request.originalUrl.split('?', 1)[0]}`
}
