import type { ContractHashes } from './contract-hashes.ts'
import { header } from './write.ts'

/** The hash of each operation, in a file of its own: it is needed only where the service answers by another contract. */
export function operationHashesFile({ operations }: ContractHashes): string {
  return [
    header,
    '',
    '/** The hash of each operation of the contract that this package is made from. */',
    'export const operationHashes: Record<string, string> = {',
    ...Object.entries(operations).map(([id, hash]) => `    ${id}: '${hash}',`),
    '};',
    '',
  ].join('\n')
}
