import type { Request, RequestHandler } from 'express'
import { recorded } from '../audit/recorded.ts'
import type { ContractOperation } from '../contract.ts'
import type { Guesses } from '../limits/guesses.ts'
import type { Handlers } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { answerOnce } from './answer-once.ts'
import { lowerCaseIds } from './lower-case-ids.ts'
import { pathParametersOf } from './operation-of.ts'
import { presenterAt } from './presenter.ts'
import type { Content, SendEnvelope } from './send-envelope.ts'
import { trailOf } from './trail-of.ts'

/** What the handlers of all operations share. */
export interface Answering {
  handlers: Handlers
  services: Services
  guesses: Guesses
  sendEnvelope: SendEnvelope
}

/** Answers with what the operation's handler makes of the request, which has been validated when it arrives here. */
export function answerWith(operation: ContractOperation, { handlers, services, guesses, sendEnvelope }: Answering): RequestHandler {
  const lowerCase = lowerCaseIds(operation)
  const presenterOf = presenterAt(operation)
  // The contract decides what each handler takes, and the validator has held the request against it.
  const handle = handlers[operation.id] as (request: unknown, context: unknown) => Promise<Content>
  return async function answer(request, response) {
    const { earlierAnswer } = response.locals
    if (earlierAnswer !== undefined) return sendEnvelope(request, response, earlierAnswer)
    const content = await (presenterOf === undefined ? make(request) : guesses.limit(presenterOf(request), () => make(request)))
    sendEnvelope(request, response, content)
  }

  function make(request: Request): Promise<Content> {
    const { caller } = request.res!.locals
    const trail = trailOf(request)
    return answerOnce(request, services, (commit) => {
      const parts = { body: request.body, path: pathParametersOf(request), query: request.query }
      lowerCase(parts)
      const context = { ...services, caller, trail, commit: recorded(commit, trail, services.now) }
      return handle({ ...parts, apiKey: request.get('api-key') }, context)
    })
  }
}
