import type { RequestHandler } from 'express'
import { failures } from '../failure.ts'
import { countVisit } from '../limits/count-visit.ts'
import type { Services } from '../services.ts'

const windowMs = 60_000

/** More addresses than this are not remembered as refused; the database knows them all. */
const maxRefused = 10_000

/** Limits the requests of one address in a minute; 0 is no limit. Who is refused once costs no write for the rest of the minute. */
export function rateLimit({ store, settings, now }: Services): RequestHandler {
  const points = settings.rateLimitPerMinute
  if (points === 0) return (_request, _response, next) => next()
  const refusedUntil = new Map<string, number>()
  return async function rateLimit(request, _response, next) {
    const address = request.ip ?? ''
    const waitMs = (refusedUntil.get(address) ?? 0) - now().getTime()
    const leftMs = waitMs > 0 ? waitMs : await countVisit(store, `address ${address}`, { points, windowMs }, now())
    if (leftMs === undefined) return next()
    if (refusedUntil.size === maxRefused) refusedUntil.clear()
    refusedUntil.set(address, now().getTime() + leftMs)
    throw failures.tooManyRequests(Math.ceil(leftMs / 1_000))
  }
}
