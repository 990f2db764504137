import type { Response } from 'express'
import { idempotencyKeyOf } from '../../server/http/idempotency-key.ts'
import { isObject } from '../../server/is-object.ts'

/** Puts the idempotency key of the request into the headers, in place of the one that Prism makes up, and gives the body with it. */
export function echoKey(response: Response, body: unknown): unknown {
  const key = idempotencyKeyOf(response.req)
  response.removeHeader('X-Idempotency-Key')
  if (key === undefined) return body
  response.setHeader('X-Idempotency-Key', key)
  return isObject(body) && isObject(body['meta']) ? { ...body, meta: { ...body['meta'], idempotency_key: key } } : body
}
