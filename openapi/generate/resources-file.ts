import type { Contract, Operation } from './contract.ts'
import { methodDoc } from './method-doc.ts'
import { parametersOf, queryName, resultType, withQuery } from './method-parts.ts'
import { capitalize, header, typeList } from './write.ts'

/** The SDK's methods: one for each operation, grouped by resource, in the words of the contract. */
export function resourcesFile({ operations }: Contract): string {
  const resources = Map.groupBy(operations, ({ sdkMethod }) => sdkMethod.resource)
  assertNamedOnce(operations)
  return [
    header,
    '',
    "import type { CallOptions } from '../options.js';",
    "import type { Pending } from '../transport/pending.js';",
    "import type { PendingList } from '../transport/pending-list.js';",
    "import type { Transport } from '../transport/transport.js';",
    "import * as functions from './functions.gen.js';",
    ...typeList('import', withQuery(operations).map(({ id }) => queryName(id)), './functions.gen.js'),
    "import type * as types from './types.gen.js';",
    ...[...resources].flatMap(([resource, ofResource]) => resourceClass(resource, ofResource)),
    '',
    '/** The operations of the contract, grouped by resource. */',
    'export abstract class Resources {',
    ...[...resources].flatMap(([resource, ofResource]) => [...resourceDoc(ofResource), `    readonly ${resource}: ${className(resource)};`]),
    '',
    '    /** @internal */',
    '    constructor(transport: Transport) {',
    ...[...resources.keys()].map((resource) => `        this.${resource} = new ${className(resource)}(transport);`),
    '    }',
    '}',
    '',
  ].join('\n')
}

/** As no type of the contract is called. */
const className = (resource: string): string => `${capitalize(resource)}Resource`

/** Tells in an editor which method does what. */
const resourceDoc = (operations: Operation[]): string[] => [
  '    /**',
  ...operations.map(({ sdkMethod: { name }, summary }) => `     * - \`${name}\`: ${summary}`),
  '     */',
]

const resourceClass = (resource: string, operations: Operation[]): string[] => [
  '',
  `/** The operations of \`auth.${resource}\`. */`,
  `export class ${className(resource)} {`,
  '    readonly #transport: Transport;',
  '',
  '    /** @internal */',
  '    constructor(transport: Transport) {',
  '        this.#transport = transport;',
  '    }',
  ...operations.flatMap((operation) => ['', ...methodDoc(operation), ...method(operation)]),
  '}',
]

function method(operation: Operation): string[] {
  const { id, sdkMethod } = operation
  const parameters = parametersOf(operation)
  return [
    `    ${sdkMethod.name}(${[...parameters.map(({ name, type }) => name + type), 'options?: CallOptions'].join(', ')}): ${resultType(operation)} {`,
    `        return functions.${id}(${['this.#transport', ...parameters.map(({ name }) => name), 'options'].join(', ')});`,
    '    }',
  ]
}

/** A second operation of the same name would silently replace the first. */
function assertNamedOnce(operations: Operation[]): void {
  const names = new Map<string, string>()
  for (const { id, sdkMethod } of operations) {
    const name = `${sdkMethod.resource}.${sdkMethod.name}`
    if (names.has(name)) throw new Error(`${id} and ${names.get(name)} are both called ${name} by their x-sdk-method`)
    names.set(name, id)
  }
}
