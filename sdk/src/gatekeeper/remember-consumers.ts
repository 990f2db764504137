import type { Consumer } from './consumer.js'

/** Finds out for whom a token is good, and throws when it is not. */
export type Verify = (bearer: string, apiKey: string | undefined) => Promise<Consumer>

interface Verification {
  consumer: Promise<Consumer>
  /** In Unix milliseconds. */
  usableUntil: number
}

/** Some ten megabytes; the oldest is forgotten first. */
const maxVerifications = 10_000

/**
 * Shares a verification among the requests that wait for it, and uses a good answer again for a while, which counts from the
 * question and ends with the token. Tokens and API-keys are kept as a hash only.
 */
export function rememberConsumers(verify: Verify, usableMs: number): Verify {
  const verifications = new Map<string, Verification>()

  function begin(key: string, bearer: string, apiKey: string | undefined, now: number): Verification {
    const verification = { consumer: verify(bearer, apiKey), usableUntil: Infinity }
    verification.consumer.then(
      ({ expiresAt }) => (verification.usableUntil = Math.min(now + usableMs, expiresAt * 1_000)),
      () => (verification.usableUntil = 0),
    )
    verifications.delete(key)
    verifications.set(key, verification)
    for (const oldest of verifications.keys()) {
      if (verifications.size <= maxVerifications) break
      verifications.delete(oldest)
    }
    return verification
  }

  return async function verifyOnce(bearer, apiKey) {
    const key = await hash(JSON.stringify([bearer, apiKey]))
    const now = Date.now()
    const known = verifications.get(key)
    const { consumer } = known !== undefined && now < known.usableUntil ? known : begin(key, bearer, apiKey, now)
    return consumer
  }
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return String.fromCharCode(...new Uint8Array(digest))
}
