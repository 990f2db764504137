import type { ErrorType } from '../../sdk/src/generated/types.gen.ts'
import type { OperationId } from '../../server/contract.ts'
import type { ContractRequest } from '../server/statuses/contract-request.ts'

/** What every engine must answer alike. */
export interface Outcome {
  status: number
  /** `error.type` of a failure. */
  error?: ErrorType
  /** The fields at fault, each with the rule it broke, where every engine can know them. */
  faults?: string[]
  /** The names of the members of a success, beside the envelope's own. */
  members?: string[]
}

/** One request, and its outcome on every engine. */
export interface ParityCase {
  /** What is special about the request: the cases of one rule have the same name, and at most differ in `detail`. */
  name: string
  operationId: OperationId
  /** The field, parameter or value that the rule was applied to. */
  detail?: string
  request: ContractRequest
  expected: Outcome
}
