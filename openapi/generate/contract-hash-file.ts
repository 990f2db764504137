import type { ContractHashes } from './contract-hashes.ts'
import { header } from './write.ts'

/** The hash of the contract that the SDK is made from, which goes along with every request. */
export function contractHashFile({ hash }: ContractHashes): string {
  return [header, '', '/** The hash of the contract that this package is made from. */', `export const contractHash = '${hash}';`, ''].join('\n')
}
