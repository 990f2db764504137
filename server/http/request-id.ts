import type { RequestHandler } from 'express'
import { randomUUIDv7 } from 'node:crypto'

/** An id of the caller's is taken over when it is long enough to be unique and cannot break a log line. */
const acceptable = /^[\x21-\x7e]{20,200}$/

/** Names the request: in the log, in `X-Request-Id` and in `meta.request_id`. */
export const requestId: RequestHandler = function requestId(request, response, next) {
  const given = request.get('x-request-id')
  response.locals.requestId = given !== undefined && acceptable.test(given) ? given : randomUUIDv7()
  response.set('X-Request-Id', response.locals.requestId)
  next()
}
