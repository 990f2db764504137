import type { ContractOperation } from '../../server/contract.ts'

/**
 * Tells whether an operation writes nothing. In SQLite reading waits for no other process, so these do not answer the 503
 * that the contract lists for every operation.
 */
export function onlyReads({ id, method }: ContractOperation): boolean {
  return method === 'get' || id === 'createNonce'
}
