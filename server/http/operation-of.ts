import type { Request } from 'express'
import type { OpenAPIV3_1 } from 'openapi-types'

interface Match {
  schema: OpenAPIV3_1.OperationObject
  pathParams: Record<string, string>
}

/** The operation of the contract that the validator matched; undefined before the match and where nothing matches. */
export function operationOf(request: Request): OpenAPIV3_1.OperationObject | undefined {
  return matchOf(request)?.schema
}

/** The parameters of the path, which Express forgets on the way to the error handler. */
export function pathParametersOf(request: Request): Record<string, string> {
  return matchOf(request)?.pathParams ?? {}
}

function matchOf(request: Request): Match | undefined {
  // The validator leaves its match on the request under this name, and types it only on an interface of its own.
  return (request as { openapi?: Match }).openapi
}
