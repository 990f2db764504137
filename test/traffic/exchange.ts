import type { OperationId } from '../../server/contract.ts'

/** A request to an operation of the contract, and what the service answered, as the tests of a run have seen it. */
export interface Exchange {
  operationId: OperationId
  /** Whether the request was made from the contract itself, so that it knows no more than the contract does. */
  generated: boolean
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
