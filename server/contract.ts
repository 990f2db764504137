import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from './follow-reference.ts'
import { isObject } from './is-object.ts'
import { pointerSteps } from './json-pointer.ts'
import type { Operations } from './operations/operations.gen.ts'
import { readBundle } from './read-bundle.ts'

/** The contract as it was bundled; everything the server enforces is read from here. */
export const contract = readBundle(new URL('../openapi/dist/openapi.json', import.meta.url))

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const

/** The name of an operation of the contract. */
export type OperationId = keyof Operations

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

/**
 * The contract of one path alone, for a validator of requests, which costs more with every route and component it knows. It has
 * no answers, examples and samples, no mappings of discriminators, which the validator's Ajv refuses, and takes query values as
 * they come, because the validator would refuse a `:` that is not escaped. A deletion that has filters knows no other: a misspelt
 * one would delete everything.
 */
export function contractOf(path: string): OpenAPIV3_1.Document {
  const components: Record<string, Record<string, unknown>> = { securitySchemes: contract.components?.securitySchemes ?? {} }
  const deletion = contractOperations.find((operation) => operation.path === path && operation.method === 'delete')
  const hasFilters = deletion !== undefined && parametersOf(deletion).some((parameter) => parameter.in === 'query')
  const item = cut(contract.paths?.[path])
  return { ...contract, paths: { [path]: item }, components } as OpenAPIV3_1.Document

  function cut(part: unknown): unknown {
    return JSON.parse(JSON.stringify(part, keep))
  }

  function keep(key: string, member: unknown): unknown {
    if (['examples', 'responses', 'mapping', 'x-codeSamples'].includes(key)) return undefined
    if (key === '$ref') keepComponent(String(member))
    if (isObject(member) && member.in === 'query') return { ...member, allowReserved: true }
    if (key === 'delete' && hasFilters && isObject(member)) return { ...member, 'x-eov-allow-unknown-query-parameters': false }
    return member
  }

  /** The bundler leaves references to whole components only. */
  function keepComponent($ref: string): void {
    const [, kind = '', name = ''] = pointerSteps($ref)
    const kept = (components[kind] ??= {})
    if (name in kept) return
    kept[name] = undefined
    kept[name] = cut(resolve({ $ref }))
  }
}

/** The value of a named example of the contract. */
export function exampleValue(name: string): unknown {
  return resolve(contract.components?.examples?.[name] ?? {}).value
}

/** Follows a reference within the contract. */
export function resolve<Value extends object>(value: Value | OpenAPIV3_1.ReferenceObject): Value {
  return followReference(contract, value)
}

/** A schema of the contract by its name. */
export function schemaNamed(name: string): OpenAPIV3_1.SchemaObject {
  return resolve<OpenAPIV3_1.SchemaObject>(contract.components?.schemas?.[name] ?? {})
}

/** The schema of a member of an object of the contract. */
export function propertyOf(schemaName: string, property: string) {
  return resolve<OpenAPIV3_1.SchemaObject & { maxItems?: number }>(schemaNamed(schemaName).properties?.[property] ?? {})
}

/** The greatest length of a text of the contract. */
export function maxLengthOf(schemaName: string): number {
  return schemaNamed(schemaName).maxLength ?? Infinity
}

/** The fields that an object schema of the contract requires. */
export function requiredFields(schemaName: string): string[] {
  return schemaNamed(schemaName).required ?? []
}

/** The parameters of an operation, those of its path first. */
export function parametersOf({ path, operation }: ContractOperation): OpenAPIV3_1.ParameterObject[] {
  const parameters = [...(contract.paths?.[path]?.parameters ?? []), ...(operation.parameters ?? [])]
  return parameters.map((parameter) => resolve<OpenAPIV3_1.ParameterObject>(parameter))
}

/** The schema of an operation's body; one without rules where there is no body. */
export function bodySchemaOf({ operation: { requestBody } }: ContractOperation): OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject {
  if (requestBody === undefined) return {}
  return resolve<OpenAPIV3_1.RequestBodyObject>(requestBody).content['application/json']?.schema ?? {}
}
