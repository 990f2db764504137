import { expect, it } from 'vitest'
import type { FailureEnvelope } from '../../sdk/src/generated/types.gen.ts'
import { contractExamples } from '../contract/examples-of.ts'
import { recordedTraffic } from '../traffic/traffic-file.ts'

/** Examples that a run need not have seen, each with the reason. */
const seldom: Record<string, string> = {
  'refreshClientSecret concurrentRefresh': 'Two calls must overlap within a commit; the test of the rotation itself makes that sure.',
}

/** What a failure says, without what differs from one request to the next: ids, numbers, and the scopes that are missing. */
function saidBy(operationId: string, { meta, error }: FailureEnvelope): string {
  const message = (error.message ?? '')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi, 'ID')
    .replaceAll(/\d+/g, 'N')
    .replace(/Missing allowances: .*/, 'Missing allowances')
  return `${operationId} ${meta.code} ${error.type} ${message}`
}

it('every failure that the contract shows was answered in the tests with these words', async ({ annotate }) => {
  const answered = new Set<string>()
  for (const { operationId, answer } of recordedTraffic()) {
    // Every failure has the same envelope.
    if (answer.status >= 400) answered.add(saidBy(operationId, JSON.parse(answer.body) as FailureEnvelope))
  }
  const shown = contractExamples().filter(({ status = 0 }) => status >= 400)
  const notAnswered = shown.filter(({ operationId, value }) => !answered.has(saidBy(operationId, value as FailureEnvelope)))
  expect(notAnswered.map(({ operationId, name }) => `${operationId} ${name}`).filter((example) => !(example in seldom))).toEqual([])
  await annotate(`${shown.length} examples of failures`, 'figure')
})
