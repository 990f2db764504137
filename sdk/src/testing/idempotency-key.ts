import { isCredential } from '../credential.js'
import { maxKeyLength } from '../generated/idempotency-key.gen.js'

/** The idempotency key of a request; `undefined` without one, and for one that the contract does not allow. */
export function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get('X-Idempotency-Key')
  return key !== null && isCredential(key, maxKeyLength) ? key : undefined
}
