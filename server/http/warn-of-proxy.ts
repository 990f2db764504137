import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

/** Tells once that requests come through a proxy that is not trusted, because all its callers count as one address then. */
export function warnOfProxy(logger: Logger): RequestHandler {
  let isTold = false
  return function warnOfProxy(request, _response, next) {
    if (!isTold && request.headers['x-forwarded-for'] !== undefined && request.ips.length === 0) {
      isTold = true
      logger.warn({ peer: request.socket.remoteAddress }, 'X-Forwarded-For from a peer that TRUSTED_PROXIES does not name: all its callers count as one address')
    }
    next()
  }
}
