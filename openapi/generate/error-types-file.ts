import type { Contract } from './contract.ts'
import { header } from './write.ts'

/** The error types as a list, which is half of what the object of the same values costs a small bundle. */
export function errorTypesFile(contract: Contract): string {
  return [
    header,
    '',
    "import type { ErrorType } from './types.gen.js';",
    '',
    '/** Every `error.type` of the contract. */',
    'export const errorTypes: readonly ErrorType[] = [',
    ...contract.valuesOf('ErrorType').map((type) => `    '${type}',`),
    '];',
    '',
  ].join('\n')
}
