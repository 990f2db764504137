import type { RequestHandler } from 'express'
import { failures } from '../failure.ts'

/** A name or an address, and a port; who asks by nothing of the kind sends it empty. */
const wellFormed = /^([\w.-]*|\[[\da-f:.]+\])(:\d*)?$/i

/**
 * Refuses a request that does not say in one way to which host it goes (RFC 9112, section 3.2): somebody before us may have
 * looked at another one. Before HTTP/1.1 there was no need to say.
 */
export const requireHost: RequestHandler = function requireHost(request, _response, next) {
  const [host, ...others] = request.headersDistinct.host ?? []
  const isSaid = host !== undefined && others.length === 0 && wellFormed.test(host)
  const mayBeSilent = host === undefined && request.httpVersion === '1.0'
  if (!isSaid && !mayBeSilent) throw failures.malformed()
  next()
}
