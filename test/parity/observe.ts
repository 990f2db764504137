import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches, schemaBreaches } from '../fixtures/contract-check.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import type { RunningEngine } from './engines.ts'
import { membersOf } from './members-of.ts'
import type { Outcome, ParityCase } from './parity-case.ts'

/** An outcome that was seen, and what the contract does not allow in the answer. */
export interface Observation extends Outcome {
  breaches: string[]
}

/** Makes the request of a case, and tells as much of the answer as the case expects. */
export async function observe(engine: RunningEngine, { operationId, request, expected }: ParityCase): Promise<Observation> {
  const { target, ...rest } = request
  const answer = await call(engine, target, rest)
  const { status, body } = answer
  return {
    status,
    breaches: breachesOf(operationId, answer),
    ...(body?.error !== undefined && { error: body.error.type }),
    ...(body?.error?.invalid !== undefined && expected.faults !== undefined && { faults: engine.faultsOf(operationId, answer) }),
    ...(body?.error === undefined && expected.members !== undefined && { members: membersOf(body) }),
  }
}

/** What the contract lists for no operation, such as 405, is an envelope all the same. Answers are JSON, if anything. */
function breachesOf(operationId: ParityCase['operationId'], answer: Answer): string[] {
  const { status, headers, body } = answer
  const isListed = String(status) in (operationNamed(operationId).operation.responses ?? {})
  const breaches = isListed ? answerBreaches(operationId, answer) : schemaBreaches('#/components/schemas/FailureEnvelope', body)
  const mediaType = headers.get('content-type')?.split(';', 1)[0]
  return mediaType === (body === undefined ? undefined : 'application/json') ? breaches : [...breaches, `the type of the answer is ${mediaType}`]
}
