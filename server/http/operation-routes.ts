import { Router, type RequestHandler } from 'express'
import { contractOperations } from '../contract.ts'
import type { Handlers, OperationId } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { sendEnvelope } from './envelope.ts'

/** Leads each operation of the contract to its handler. The request has been validated when it arrives here. */
export function operationRoutes(handlers: Handlers, services: Services): Router {
  const router = Router()
  for (const { id, method, path } of contractOperations) {
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), answer(id, handlers, services))
  }
  return router
}

function answer(id: OperationId, handlers: Handlers, services: Services): RequestHandler {
  // The contract decides what each handler takes, and the validator has held the request against it.
  const handle = handlers[id] as (request: unknown, context: unknown) => ReturnType<Handlers[OperationId]>
  return async function answer(request, response) {
    const { caller } = response.locals
    const { body, params: path } = request
    sendEnvelope(request, response, await handle({ body, path }, { ...services, caller }))
  }
}
