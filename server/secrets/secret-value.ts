import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Makes a client secret, a code or a token value: the Base64url of the Base64 of 16 random bytes, 32 characters, the form
 * that the original documentation shows.
 */
export function newSecretValue(): string {
  return Buffer.from(randomBytes(16).toString('base64')).toString('base64url')
}

/**
 * What is stored of a secret value. A plain SHA-256 is enough, and as fast as a look-up must be, because the value has
 * 128 random bits and cannot be guessed.
 */
export function hashSecretValue(value: string): string {
  return createHash('sha256').update(value).digest('base64url')
}

/** Tells whether two hashes are the same, in a time that tells nothing of where they differ. */
export function isSameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
