import type { OperationId } from '../../server/contract.ts'

/**
 * Where an exchange comes from: `written` by a person who knows what must be answered; `generated` from the contract, so that it
 * knows no more than the contract does; or `spoilt`, when a test made the service break the contract.
 */
export type Origin = 'written' | 'generated' | 'spoilt'

/** A request to an operation of the contract, and what the service answered, as the tests of a run have seen it. */
export interface Exchange {
  operationId: OperationId
  origin: Origin
  request: {
    /** In capitals. */
    method: string
    /** The path with the query, as it came. */
    target: string
    /** By names in small letters. */
    headers: Record<string, string>
    /** Empty where there was none. */
    body: string
  }
  answer: {
    status: number
    /** By names in small letters. */
    headers: Record<string, string>
    /** Empty where there was none. */
    body: string
  }
}
