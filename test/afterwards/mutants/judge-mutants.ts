import type { OpenAPIV3_1 } from 'openapi-types'
import { contractHashes } from '../../../openapi/generate/contract-hashes.ts'
import { contract, contractOperations } from '../../../server/contract.ts'
import { findKeyGaps } from '../../contract/key-gaps.ts'
import { findListBounds } from '../../contract/list-bounds.ts'
import { findOpenings } from '../../contract/openings.ts'
import type { Exchange } from '../../traffic/exchange.ts'
import { collectSeen, isResponse, partAt, type Seen } from '../seen-values.ts'
import { unpromisedBy, unpromisedHeaders } from '../unpromised.ts'
import { caughtByRules } from './caught-by-rules.ts'
import { makeMutants } from './make-mutants.ts'
import type { Mutant } from './mutant.ts'
import { readersIn } from './readers.ts'
import { refusedRequests, type Refused } from './refused-requests.ts'
import { judgesOf, type Judge } from './request-judge.ts'

/**
 * What catches mutants, in the order in which it is asked: the rules of the linter; what the contract must say of its operations,
 * lists and idempotency keys; answers of the tests that have more than is promised; requests that the tests expect to be refused,
 * with the fields at fault; and the contract of the last release.
 */
export const catchers = ['rules', 'contract', 'promises', 'requests', 'release'] as const

/** A mutant and the first check that fails because of it, if any does. */
export interface Verdict {
  mutant: Mutant
  caughtBy: (typeof catchers)[number] | undefined
}

/** Makes every mutant of the contract, one at a time, and finds the check that fails. The exchanges are those of the tests. */
export async function judgeMutants(exchanges: Exchange[]): Promise<Verdict[]> {
  const mutants = makeMutants(contract)
  const byRules = await caughtByRules(contract, mutants)
  const breaksPromise = promisesOf(exchanges)
  const refused = refusedRequests(exchanges, contract)
  const readersOf = readersIn(contract)
  const hashOf = (path: string) => contractHashes({ ...contract, paths: { [path]: contract.paths?.[path] } }).hash
  const hashes = new Map(contractOperations.map(({ path }) => [path, hashOf(path)]))

  const checks: Record<(typeof catchers)[number], (mutant: Mutant) => boolean> = {
    rules: (mutant) => byRules.has(mutant),
    contract: ({ kind }) =>
      findOpenings(contract).length > 0 || findListBounds(contract).length > 0 || (kind === 'header' && findKeyGaps(contract).length > 0),
    promises: breaksPromise,
    requests({ place }) {
      const readers = readersOf(place).ofRequests.filter(({ id }) => refused.has(id))
      if (readers.length === 0) return false
      const judgeOf = judgesOf(contract)
      // There are refused requests of these.
      return readers.some((operation) => isJudgedOtherwise(judgeOf(operation), refused.get(operation.id)!))
    },
    release: ({ place }) => readersOf(place).all.some(({ path }) => hashOf(path) !== hashes.get(path)),
  }
  return mutants.map((mutant) => {
    const undo = mutant.change(contract)
    const caughtBy = catchers.find((catcher) => checks[catcher](mutant))
    undo()
    return { mutant, caughtBy }
  })
}

/** Whether an answer would name other fields than the tests expect, or none. */
const isJudgedOtherwise = (judge: Judge, refused: Refused[]) => refused.some(({ sent, faults }) => judge(sent) !== faults)

/** Tells whether the tests have always seen what a mutant no longer promises. */
function promisesOf(exchanges: Exchange[]): (mutant: Mutant) => boolean {
  const seen = collectSeen(exchanges)
  const responses = [...seen].filter(([place]) => isResponse(place))
  const statuses = new Set(exchanges.map(({ operationId, answer }) => `${operationId} ${answer.status}`))
  // A pointer of what was seen leads to what describes it.
  const unpromisedAt = (place: string, values: Seen) => unpromisedBy(partAt(place) as OpenAPIV3_1.SchemaObject, values).length
  const listed = new Map([...seen].map(([place, values]) => [place, isResponse(place) ? 0 : unpromisedAt(place, values)]))
  const lacksHeader = () => responses.some(([place, values]) => unpromisedHeaders(partAt(place) as OpenAPIV3_1.ResponseObject, values).length > 0)
  return ({ kind, place, member }) => {
    if (kind === 'status') return statuses.has(`${operationAt(place)} ${member}`)
    if (kind === 'header' || place.startsWith('/components/headers/')) return lacksHeader()
    const values = seen.get(`#${place}`)
    return ['required', 'type', 'pattern'].includes(kind) && values !== undefined && unpromisedAt(`#${place}`, values) > listed.get(`#${place}`)!
  }
}

function operationAt(place: string): string | undefined {
  // The place of a list of responses is in an operation.
  return (partAt(`#${place.replace(/\/responses$/, '')}`) as OpenAPIV3_1.OperationObject).operationId
}
