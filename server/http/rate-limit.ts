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
    // Who has none left costs no more writes for the rest of the minute.
    const mayCome = requests.left(network) > 0 && (await requests.count(network)) >= 0
    if (!mayCome) throw failures.tooManyRequests(requests.waitMs(network))
    next()
  }
}
