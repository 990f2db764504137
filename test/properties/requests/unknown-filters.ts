import fc from 'fast-check'
import type { ContractOperation } from '../../../server/contract.ts'
import { parametersWithPointers } from './parameters.ts'

/** Whether an operation takes no notice of query parameters that the contract does not have; deletions with filters do. */
export function ignoresUnknownFilters(operation: ContractOperation): boolean {
  return operation.method !== 'delete' || parametersWithPointers(operation).every(({ place }) => place !== 'query')
}

const names = fc.constantFrom('clientId', 'CLIENT_ID', 'limit', 'constructor', '__proto__', 'x y')

/** Query parameters that no operation has, with a value. */
export const unknownFilters = fc.tuple(names, fc.constantFrom('', 'x', "' or 1=1 --"))
