import { readFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'
import { pointerSteps } from './json-pointer.ts'
import type { OperationId } from './operations/operation.ts'

/** The contract as it was bundled; everything the server enforces is read from here. */
export const contract = JSON.parse(
  readFileSync(new URL('../openapi/dist/openapi.json', import.meta.url), 'utf8'),
) as OpenAPIV3_1.Document

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const

/** One operation and where it is. */
export interface ContractOperation {
  id: OperationId
  method: (typeof methods)[number]
  /** As in the contract, with `{parameters}`. */
  path: string
  operation: OpenAPIV3_1.OperationObject
}

/** Every operation of the contract. */
export const contractOperations: ContractOperation[] = Object.entries(contract.paths ?? {}).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const operation = item?.[method]
    // The generated types name exactly the operationIds of this document.
    return operation === undefined ? [] : [{ id: operation.operationId as OperationId, method, path, operation }]
  }),
)

/** A contract cut by the first segment of its paths: a validator costs more with every route it knows. */
export function contractSections(whole: OpenAPIV3_1.Document): Map<string, OpenAPIV3_1.Document> {
  const sections = Map.groupBy(Object.entries(whole.paths ?? {}), ([path]) => `/${path.split('/')[1]}`)
  return new Map([...sections].map(([prefix, paths]) => [prefix, { ...whole, paths: Object.fromEntries(paths) }]))
}

/** The value of a named example of the contract. */
export function exampleValue(name: string): unknown {
  return resolve(contract.components?.examples?.[name] ?? {}).value
}

/** Follows a reference within the contract. */
export function resolve<Value extends object>(value: Value | OpenAPIV3_1.ReferenceObject): Value {
  if (!('$ref' in value)) return value
  let found: unknown = contract
  for (const step of pointerSteps(value.$ref)) found = (found as Record<string, unknown>)[step]
  // The bundler has resolved every reference once, so it leads to what the place asks for.
  return found as Value
}
