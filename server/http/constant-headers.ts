import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, resolve } from '../contract.ts'

type Headers = Record<string, string>

/** By operationId and status: the response headers whose value the contract fixes with `const`. */
const constants = new Map<string | undefined, Map<string, Headers>>(
  contractOperations.map(({ id, operation }) => [
    id,
    new Map(Object.entries(operation.responses ?? {}).map(([status, response]) => [status, constantsOf(resolve(response))])),
  ]),
)

/**
 * The headers of an answer that the contract itself fixes, such as `Deprecation`, `Sunset` and `WWW-Authenticate`; none
 * without an operation or for a status it does not list.
 */
export function constantHeaders(operation: OpenAPIV3_1.OperationObject | undefined, status: number): Headers {
  return constants.get(operation?.operationId)?.get(String(status)) ?? {}
}

function constantsOf({ headers = {} }: OpenAPIV3_1.ResponseObject): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, header]) => {
      const { schema = {} } = resolve<OpenAPIV3_1.HeaderObject>(header as OpenAPIV3_1.HeaderObject)
      const { const: value } = resolve<OpenAPIV3_1.SchemaObject>(schema as OpenAPIV3_1.SchemaObject)
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}
