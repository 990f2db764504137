import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, resolve } from '../contract.ts'

const wrappers = new Map<string | undefined, string | undefined>(
  contractOperations.map(({ id, operation }) => [id, operation.requestBody && wrapperIn(resolve(operation.requestBody))]),
)

/**
 * The only member of an operation's body when that is an object itself, such as `token` of `{"token": {…}}`; undefined
 * where the fields are the body's own.
 */
export function wrapperOf(operationId: string | undefined): string | undefined {
  return wrappers.get(operationId)
}

function wrapperIn({ content }: OpenAPIV3_1.RequestBodyObject): string | undefined {
  const { properties = {} } = resolve<OpenAPIV3_1.SchemaObject>(content['application/json']?.schema ?? {})
  const [[name, schema] = [], ...others] = Object.entries(properties)
  if (schema === undefined || others.length > 0) return undefined
  return resolve<OpenAPIV3_1.SchemaObject>(schema).type === 'object' ? name : undefined
}
