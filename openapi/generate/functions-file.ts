import type { Content, Contract, Operation } from './contract.ts'
import {
  contentName, headerParameters, isList, parametersOf, pathParameters, queryName, queryParameters, resultType, successTypes, withQuery,
} from './method-parts.ts'
import { camelCase, capitalize, header } from './write.ts'

/** The SDK's functions: one for each operation, which says how its request is made. */
export function functionsFile({ operations }: Contract): string {
  return [
    header,
    '',
    "import { judgeNoContent } from '../transport/judge-no-content.js';",
    "import type { CallOptions } from '../options.js';",
    "import type { Pending } from '../transport/pending.js';",
    "import { listPages, type PendingList } from '../transport/pending-list.js';",
    "import type { Transport } from '../transport/transport.js';",
    "import type * as types from './types.gen.js';",
    ...withQuery(operations).flatMap(queryType),
    ...operations.flatMap((operation) => ['', ...functionDoc(operation), ...functionOf(operation)]),
    '',
  ].join('\n')
}

const queryType = ({ id }: Operation): string[] => [
  '',
  `/** The query of \`${id}\`. */`,
  `export type ${queryName(id)} = NonNullable<types.${capitalize(id)}Data['query']>;`,
]

function functionDoc({ summary, method, path, sdkMethod, deprecated }: Operation): string[] {
  const { resource, name } = sdkMethod
  return [
    '/**',
    ` * ${summary}: \`${method.toUpperCase()} ${path}\`. \`auth.${resource}.${name}\` says more.`,
    ...(deprecated ? [' *', ' * @deprecated as there.'] : []),
    ' */',
  ]
}

function functionOf(operation: Operation): string[] {
  const parameters = ['transport: Transport', ...parametersOf(operation).map(({ name, type }) => name + type), 'options?: CallOptions']
  const send = isList(operation) ? 'listPages(transport, ' : 'transport.send('
  return [
    `export function ${operation.id}(${parameters.join(', ')}): ${resultType(operation)} {`,
    `    return ${send}{ ${requestOf(operation).join(', ')} }, options);`,
    '}',
  ]
}

/** The members of the request, as the runtime of the SDK takes it. */
function requestOf(operation: Operation): string[] {
  const { id, method, path, credentials, idempotent, body } = operation
  const segments = pathParameters(operation).map(({ name }) => camelCase(name))
  const headers = headerParameters(operation).map(({ name }) => `'${name}': headers.${camelCase(name)}`)
  assertWritable(operation)
  return [
    `id: '${id}'`,
    `method: '${method.toUpperCase()}'`,
    `path: '${path.replace(/\{(.+?)\}/g, (_, name: string) => `{${camelCase(name)}}`)}'`,
    ...(segments.length > 0 ? [`segments: { ${segments.join(', ')} }`] : []),
    ...(queryParameters(operation).length > 0 ? ['query'] : []),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} }`] : []),
    ...(body ? [bodyOf(body)] : []),
    ...(credentials.length > 0 ? [`credentials: [${credentials.map((name) => `'${name}'`).join(', ')}]`] : []),
    ...(idempotent ? ['idempotent: true'] : []),
    ...(successTypes(operation).length === 0 ? ['judge: judgeNoContent'] : []),
  ]
}

/** The runtime of the SDK writes a list in the query with commas, and no other way. */
function assertWritable(operation: Operation): void {
  for (const { name, style, explode, schema } of queryParameters(operation)) {
    const isList = schema && 'type' in schema && schema.type === 'array'
    if (isList && !(style === 'form' && explode === false)) throw new Error(`${operation.id}: "${name}" must have the style form without explode`)
  }
}

/** An optional body is not sent when there is nothing to put into its wrapper. */
function bodyOf(body: Content): string {
  const content = contentName(body)
  if (body.wrapper === undefined) return content === 'body' ? content : `body: ${content}`
  const wrapped = `{ ${body.wrapper === content ? content : `${body.wrapper}: ${content}`} }`
  return `body: ${body.required ? wrapped : `${content} && ${wrapped}`}`
}
