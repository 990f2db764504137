import type { Contract } from './contract.ts'
import { capitalize, header } from './write.ts'

/** The table of operations that types the server's handlers. */
export function operationsFile({ operations }: Contract): string {
  const rows = operations.map(({ id, guarded }) => {
    const name = capitalize(id)
    return `    ${id}: { data: types.${name}Data; responses: types.${name}Responses; guarded: ${guarded} };`
  })
  return [
    header,
    '',
    "import type * as types from '../../sdk/src/generated/types.gen.ts';",
    '',
    '/** Every operation of the contract by its operationId; `guarded` ones need a bearer token. */',
    'export interface Operations {',
    ...rows,
    '}',
    '',
  ].join('\n')
}
