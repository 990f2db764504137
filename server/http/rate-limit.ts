import type { RequestHandler } from 'express'
import { failures } from '../failure.ts'
import { createLimiter } from '../limits/limiter.ts'
import type { Services } from '../services.ts'
import { networkOf } from './address-of.ts'

const windowMs = 60_000

/** Limits the requests of one address in a minute; 0 is no limit. */
export function rateLimit(services: Services): RequestHandler {
  const points = services.settings.rateLimitPerMinute
  if (points === 0) return (_request, _response, next) => next()
  const requests = createLimiter(services, 'requests from', { points, windowMs })
  return async function rateLimit(request, _response, next) {
    const network = networkOf(request)
    const waitMs = requests.waitMs(network) || (await requests.count(network))
    if (waitMs > 0) throw failures.tooManyRequests(Math.ceil(waitMs / 1_000))
    next()
  }
}
