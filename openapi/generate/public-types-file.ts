import { type Contract, schemasIn } from './contract.ts'
import { queryName, successTypes, withQuery } from './method-parts.ts'
import { header, typeList } from './write.ts'

/** What `ApiError` shows of an answer, and no method mentions. */
const typesOfErrors = ['InvalidEntry']

/** The types that a program may need to name: those that methods and errors mention, and what they are made of. */
export function publicTypesFile(contract: Contract): string {
  const { operations } = contract
  const mentioned = operations.flatMap((operation) => [
    ...(operation.body ? [operation.body.type] : []),
    ...operation.parameters.flatMap(schemasIn),
    ...successTypes(operation),
  ])
  const queries = withQuery(operations).map(({ id }) => queryName(id))
  return [
    header,
    '',
    ...typeList('export', queries, './functions.gen.js'),
    '',
    ...typeList('export', [...contract.schemasBehind([...mentioned, ...typesOfErrors])], './types.gen.js'),
    '',
  ].join('\n')
}
