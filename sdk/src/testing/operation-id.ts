import type { ContractAnswers } from '../generated/examples.gen.js'

/** The name of an operation of the contract. */
// `Extract` changes nothing but what the compiler calls it: `OperationId`, and not `keyof ContractAnswers`.
export type OperationId = Extract<keyof ContractAnswers, string>
