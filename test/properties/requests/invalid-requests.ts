import fc from 'fast-check'
import type { ContractOperation } from '../../../server/contract.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { unguardedRequests, unreadableRequests } from './refused-unread.ts'
import { acceptableRequests, fitsOnWire } from './valid-requests.ts'
import { requestsWithWrongBody } from './wrong-bodies.ts'
import { requestsWithWrongParameter } from './wrong-parameters.ts'

/** What the contract says of requests with a fault. */
export interface Refusal {
  statuses: number[]
  /** How the entry begins that the answer has for the field at fault; undefined where it is not about a field. */
  entry?: string
}

/** A request with one fault, and what becomes of it. */
export interface InvalidRequest extends Refusal {
  request: GeneratedRequest
  /** Where the fault is, and what kind of. */
  fault: string
  /** Whether the fault is against a schema. */
  breaksSchema: boolean
}

/** Requests to an operation with one fault each: every rule that can be broken has its share. */
export function invalidRequests(operation: ContractOperation): fc.Arbitrary<InvalidRequest> {
  const right = acceptableRequests(operation)
  const ways = [unreadableRequests, unguardedRequests, requestsWithWrongParameter, requestsWithWrongBody]
  return fc.oneof(...ways.flatMap((requests) => requests(operation, right))).filter(({ request }) => fitsOnWire(operation, request))
}

/** A field as answers name it. */
export const entryOf = (steps: string[]) => ['$', ...steps].join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')
