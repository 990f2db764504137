import type { Request } from 'express'

/** The bearer token that a request came with (RFC 6750, section 2.1). */
export function bearerOf(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
}
