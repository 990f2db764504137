import type { Request } from 'express'
import type { OpenAPIV3_1 } from 'openapi-types'
import { operationOf } from './operation-of.ts'

/** The security schemes of the contract that are a bearer token. */
export const tokenSchemes = ['bearer', 'administrator', 'ownClient'] as const

/**
 * The bearer token that a request came with (RFC 6750, section 2.1); none of several, because somebody before us may have
 * looked at another one.
 */
export function bearerOf(request: Request): string | undefined {
  const [authorization, ...others] = request.headersDistinct.authorization ?? []
  return others.length > 0 ? undefined : /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}

/** Tells whether an operation asks for a bearer token. */
export function asksForToken(operation: OpenAPIV3_1.OperationObject | undefined): boolean {
  return operation?.security?.some((alternative) => tokenSchemes.some((scheme) => scheme in alternative)) ?? false
}

/** The bearer token of a request to an operation that asks for one; elsewhere the header means nothing. */
export function askedBearerOf(request: Request): string | undefined {
  return asksForToken(operationOf(request)) ? bearerOf(request) : undefined
}
