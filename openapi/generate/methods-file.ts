import type { Content, Contract, Operation } from './contract.ts'
import { methodDoc } from './method-doc.ts'
import { contentName, headerParameters, pathParameters, queryName, queryParameters } from './method-parts.ts'
import { camelCase, capitalize, header } from './write.ts'

/** The SDK's methods: one for each operation, in the words of the contract. */
export function methodsFile({ operations }: Contract): string {
  return [
    header,
    '',
    "import type { Call } from '../call.js';",
    "import { checkSegment } from '../check-segment.js';",
    "import { checkCredential } from '../credential.js';",
    "import type { CallOptions } from '../options.js';",
    "import * as operations from './sdk.gen.js';",
    "import type * as types from './types.gen.js';",
    '',
    ...operations.filter((operation) => queryParameters(operation).length > 0).flatMap(queryType),
    '/**',
    ' * A method for each operation of the contract. The two others are named by a verb alone, which no operation is.',
    ' */',
    'export abstract class OperationMethods {',
    '    /** Makes a call and gives the whole answer. */',
    '    protected abstract ask<Answer>(',
    '        operation: (call: Call) => Promise<{ data: Answer }>,',
    '        options?: CallOptions,',
    '    ): Promise<Answer>;',
    '',
    '    /** Makes a call whose success has no body. */',
    '    protected abstract tell(operation: (call: Call) => Promise<unknown>, options?: CallOptions): Promise<void>;',
    ...operations.flatMap((operation) => ['', ...methodDoc(operation), ...method(operation)]),
    '}',
    '',
  ].join('\n')
}

const queryType = ({ id }: Operation): string[] => [
  `/** The query of \`${id}\`. */`,
  `export type ${queryName(id)} = NonNullable<types.${capitalize(id)}Data['query']>;`,
  '',
]

function method(operation: Operation): string[] {
  const { id, responses } = operation
  const types = responses.flatMap(({ status, type }) => (status < '300' && type !== undefined ? [`types.${type}`] : []))
  const verb = types.length === 0 ? 'tell' : 'ask'
  return [
    `    ${id}(${parametersOf(operation).join(', ')}): Promise<${types.join(' | ') || 'void'}> {`,
    `        return this.${verb}((call) => operations.${id}(${argumentsOf(operation)}), options);`,
    '    }',
  ]
}

function parametersOf(operation: Operation): string[] {
  const { id, body } = operation
  const query = queryParameters(operation)
  const headers = headerParameters(operation).map(({ name, required }) => `${camelCase(name)}${mark(required)}: string`)
  return [
    ...pathParameters(operation).map(({ name }) => `${camelCase(name)}: string`),
    ...(body ? [`${contentName(body)}${mark(body.required)}: types.${body.type}`] : []),
    ...(query.length > 0 ? [`query${mark(query.some(({ required }) => required))}: ${queryName(id)}`] : []),
    ...(headers.length > 0 ? [`headers: { ${headers.join('; ')} } = {}`] : []),
    'options?: CallOptions',
  ]
}

const mark = (required = false): string => (required ? '' : '?')

/** What the generated function is called with: the parts of the request beside what every call has. */
function argumentsOf(operation: Operation): string {
  const path = pathParameters(operation).map(({ name }) => `${name}: checkSegment('${camelCase(name)}', ${camelCase(name)})`)
  const headers = headerParameters(operation).map(
    ({ name }) => `'${name}': checkCredential('${camelCase(name)}', headers.${camelCase(name)})`,
  )
  const parts = [
    ...(path.length > 0 ? [`path: { ${path.join(', ')} }`] : []),
    ...(operation.body ? [`body: ${bodyOf(operation.body)}`] : []),
    ...(queryParameters(operation).length > 0 ? ['query'] : []),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
  ]
  return parts.length === 0 ? 'call' : `{ ...call, ${parts.join(', ')} }`
}

/** An optional body is not sent when there is nothing to put into its wrapper. */
function bodyOf(body: Content): string {
  const content = contentName(body)
  if (body.wrapper === undefined) return content
  const wrapped = `{ ${body.wrapper}: ${content} }`
  return body.required ? wrapped : `${content} && ${wrapped}`
}
