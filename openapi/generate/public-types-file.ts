import { type Contract, schemasIn } from './contract.ts'
import { queryName, queryParameters } from './method-parts.ts'
import { header } from './write.ts'

/** What `ApiError` shows of an answer, and no method mentions. */
const typesOfErrors = ['InvalidEntry']

/** The types that a program may need to name: those that methods and errors mention, and what they are made of. */
export function publicTypesFile(contract: Contract): string {
  const { operations } = contract
  const mentioned = operations.flatMap(({ body, parameters, responses }) => [
    ...(body ? [body.type] : []),
    ...parameters.flatMap(schemasIn),
    ...responses.flatMap(({ status, type }) => (status < '300' && type !== undefined ? [type] : [])),
  ])
  const queries = operations.filter((operation) => queryParameters(operation).length > 0).map(({ id }) => queryName(id))
  return [
    header,
    '',
    ...exported(queries, './functions.gen.js'),
    ...exported([...contract.schemasBehind([...mentioned, ...typesOfErrors])], './types.gen.js'),
  ].join('\n')
}

const exported = (names: string[], from: string): string[] => [
  'export type {',
  ...names.toSorted().map((name) => `    ${name},`),
  `} from '${from}';`,
  '',
]
