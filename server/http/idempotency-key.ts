import type { IncomingHttpHeaders } from 'node:http'
import { schemaNamed } from '../contract.ts'

const { pattern = '(?!)', maxLength = 0 } = schemaNamed('IdempotencyKey')
const wellFormed = new RegExp(pattern)

/** The idempotency key that a request of any method came with; undefined without one, and for one that the contract does not allow. */
export function idempotencyKeyOf({ headers }: { headers: IncomingHttpHeaders }): string | undefined {
  const key = headers['x-idempotency-key']
  return typeof key === 'string' && key.length <= maxLength && wellFormed.test(key) ? key : undefined
}
