import { needs, type Need } from '../../../openapi/generate/code-samples/needs.ts'
import { contractOperations, type ContractOperation } from '../../../server/contract.ts'
import { codeSamplesOf, type CodeSample } from '../../../server/web/code-samples.ts'

/** A sample of the contract and the operation that it is of. */
export interface Sample extends CodeSample {
  operation: ContractOperation
  /** Good as a file's name. */
  name: string
  /** What its first line says that it needs; absent where it says nothing. */
  need: Need | undefined
}

/** The samples of an operation, which the generator has stamped into the bundle. */
export function samplesOf(operation: ContractOperation): Sample[] {
  return codeSamplesOf(operation.operation).map((sample) => ({
    ...sample,
    operation,
    name: `${operation.id} ${sample.label}`.replaceAll(/\W+/g, '-'),
    need: needIn(sample),
  }))
}

function needIn({ source, lang }: CodeSample): Need | undefined {
  const said = (lang === 'Shell' ? /^# needs (.*)/ : /^\/\/ needs (.*)/).exec(source)?.[1]
  // The keys of an object that is written in place are those of its type.
  const names = Object.keys(needs) as Need[]
  const need = names.find((name) => needs[name] === said)
  if (said !== undefined && need === undefined) throw new Error(`nothing is prepared for "${said}"`)
  return need
}

/** All samples in one language. */
export const samplesIn = (lang: string): Sample[] => contractOperations.flatMap(samplesOf).filter((sample) => sample.lang === lang)
