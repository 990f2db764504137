import type { RequestHandler } from 'express'
import type { OperationId } from '../contract.ts'
import type { Handlers } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { sendEnvelope } from './envelope.ts'
import { pathParametersOf } from './operation-of.ts'

/** Answers with what the operation's handler makes of the request, which has been validated when it arrives here. */
export function answerWith(handlers: Handlers, id: OperationId, services: Services): RequestHandler {
  // The contract decides what each handler takes, and the validator has held the request against it.
  const handle = handlers[id] as (request: unknown, context: unknown) => ReturnType<Handlers[OperationId]>
  return async function answer(request, response) {
    const { caller } = response.locals
    const { body, query } = request
    const path = pathParametersOf(request)
    const apiKey = request.get('api-key')
    sendEnvelope(request, response, await handle({ body, path, query, apiKey }, { ...services, caller }))
  }
}
