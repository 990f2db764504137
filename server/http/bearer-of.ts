import type { Request } from 'express'
import { operationOf } from './operation-of.ts'

/** The security schemes of the contract that are a bearer token. */
export const tokenSchemes = ['bearer', 'administrator', 'ownClient'] as const

/** The bearer token that a request came with (RFC 6750, section 2.1). */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
}

/** The bearer token of a request to an operation that asks for one; elsewhere the header means nothing. */
export function askedBearerOf(request: Request): string | undefined {
  const asksForToken = operationOf(request)?.security?.some((alternative) => tokenSchemes.some((scheme) => scheme in alternative)) ?? false
  return asksForToken ? bearerOf(request) : undefined
}
