import { contractOperations } from '../../server/contract.ts'
import { acceptedCases } from './cases/accepted.ts'
import { heartCases } from './cases/heart.ts'
import { refusedByStateCases } from './cases/refused-by-state.ts'
import { refusedFieldCases } from './cases/refused-fields.ts'
import { parameterCases } from './cases/parameters.ts'
import { refusedRequestCases } from './cases/refused-requests.ts'
import type { ParityCase } from './parity-case.ts'

/** Every case: those that follow from what the contract says of each operation, and those by hand. */
export const parityCases: ParityCase[] = [
  ...contractOperations.flatMap((operation) => [
    ...acceptedCases(operation),
    ...refusedRequestCases(operation),
    ...refusedFieldCases(operation),
    ...parameterCases(operation),
    ...refusedByStateCases(operation),
  ]),
  ...heartCases,
]
