import { waitFor } from '../transport/wait-for.js'
import { answerTo } from './choose-answer.js'
import { judgeRequest } from './judge-request.js'
import { MockCall } from './mock-call.js'
import type { PlannedAnswers } from './planned-answers.js'
import { readPreference } from './read-preference.js'
import { type ReceivedRequest, receiveRequest } from './receive-request.js'
import { type Refusal, describeRefusal, violationsHeader } from './refusal.js'
import { writeAnswer, writeFailure } from './write-answer.js'

/** Makes a `fetch` that answers by what was planned, else from the contract, and writes down what it was asked. */
export function createExchange(baseUrl: string, planned: PlannedAnswers, calls: MockCall[]): typeof fetch {
  // Holds the requests that wait: the platform forgets one that nobody holds, and then its signal, too.
  const waiting = new Set<Request>()

  return async function fetch(input, init) {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    const received = await receiveRequest(request, baseUrl)
    request.signal.throwIfAborted()

    const refusal = judgeRequest(received)
    const call = new MockCall(received, refusal && describeRefusal(refusal))
    calls.push(call)
    const plan = planned.take(call)
    if (plan?.options.after !== undefined) {
      waiting.add(request)
      await waitFor(plan.options.after, request.signal).finally(() => waiting.delete(request))
    }
    return plan?.answer(received) ?? answerFromContract(received, refusal)
  }
}

function answerFromContract(request: ReceivedRequest, refusal: Refusal | undefined): Response {
  const { operationId, methods } = request.route
  if (methods.length === 0) return writeFailure(request, { status: 404, type: 'not_found' })
  if (operationId === undefined) {
    return writeFailure(request, { status: 405, type: 'method_not_allowed', headers: { Allow: methods.join(', ') } })
  }
  const answer = answerTo(operationId, refusal, readPreference(request.headers))
  if (answer === undefined) {
    const message = `"Prefer" asks for an answer that ${operationId} does not have`
    return writeFailure(request, { status: 404, type: 'not_found', message })
  }
  return writeAnswer(request, answer, refusal && { headers: violationsHeader(refusal) })
}
