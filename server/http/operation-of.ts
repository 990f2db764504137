import type { Request } from 'express'
import type { OpenAPIV3_1 } from 'openapi-types'

/** The operation of the contract that the validator matched; undefined before the match and where nothing matches. */
export function operationOf(request: Request): OpenAPIV3_1.OperationObject | undefined {
  // The validator leaves its match on the request under this name, and types it only on an interface of its own.
  return (request as { openapi?: { schema: OpenAPIV3_1.OperationObject } }).openapi?.schema
}
