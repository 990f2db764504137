import type { RequestHandler } from 'express'
import type { ContractOperation } from '../contract.ts'
import type { Handlers } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { answerOnce } from './answer-once.ts'
import { lowerCaseIds } from './lower-case-ids.ts'
import { pathParametersOf } from './operation-of.ts'
import type { Content, SendEnvelope } from './send-envelope.ts'

/** Answers with what the operation's handler makes of the request, which has been validated when it arrives here. */
export function answerWith(handlers: Handlers, operation: ContractOperation, services: Services, sendEnvelope: SendEnvelope): RequestHandler {
  const lowerCase = lowerCaseIds(operation)
  // The contract decides what each handler takes, and the validator has held the request against it.
  const handle = handlers[operation.id] as (request: unknown, context: unknown) => Promise<Content>
  return async function answer(request, response) {
    const { caller, earlierAnswer } = response.locals
    if (earlierAnswer !== undefined) return sendEnvelope(request, response, earlierAnswer)
    const content = await answerOnce(request, services, (commit) => {
      const parts = { body: request.body, path: pathParametersOf(request), query: request.query }
      lowerCase(parts)
      return handle({ ...parts, apiKey: request.get('api-key') }, { ...services, caller, commit })
    })
    sendEnvelope(request, response, content)
  }
}
