import type { RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { failures } from '../failure.ts'

/** Limits the requests of one address in a minute; 0 is no limit. */
export function rateLimit(perMinute: number): RequestHandler {
  if (perMinute === 0) return (_request, _response, next) => next()
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return async function rateLimit(request, _response, next) {
    try {
      await limiter.consume(request.ip ?? '')
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      throw failures.tooManyRequests(Math.ceil(refusal.msBeforeNext / 1000))
    }
    next()
  }
}
