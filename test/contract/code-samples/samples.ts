import type { CodeSample } from '../../../openapi/generate/code-samples.ts'
import { contractOperations, type ContractOperation } from '../../../server/contract.ts'

/** A sample of the contract and the operation that it is of. */
export interface Sample extends CodeSample {
  operation: ContractOperation
  /** Good as a file's name. */
  name: string
}

/** The samples of an operation, which the generator has stamped into the bundle. */
export function samplesOf(operation: ContractOperation): Sample[] {
  // An extension is not in the type of the document.
  const { 'x-codeSamples': samples = [] } = operation.operation as { 'x-codeSamples'?: CodeSample[] }
  return samples.map((sample) => ({ ...sample, operation, name: `${operation.id} ${sample.label}`.replaceAll(/\W+/g, '-') }))
}

/** All samples in one language. */
export const samplesIn = (lang: string): Sample[] => contractOperations.flatMap(samplesOf).filter((sample) => sample.lang === lang)
