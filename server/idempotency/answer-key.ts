import { createHash, hkdfSync } from 'node:crypto'
import { argon2id } from '../secrets/password-hash.ts'

/** What makes a request the same as an earlier one. */
export interface KeyedRequest {
  /** As the caller chose it. */
  idempotencyKey: string
  /** Who sends it: the bearer token, or what the body says where there is none. */
  sender: string
  /** All that it asks for, with the credentials that it proves itself by. */
  content: string
  /** Whether these are a password, which somebody can have thought up. */
  hasPassword: boolean
}

/** Finds and opens the answer that was kept for a request. */
export interface AnswerKey extends Pick<KeyedRequest, 'hasPassword'> {
  id: string
  /** 32 bytes, which only who has the whole request can make. Made once, and before any transaction that needs them. */
  secret(): Promise<Buffer>
}

const secretBytes = 32

/**
 * Makes the key of a request's answer (HKDF, RFC 5869). The database has neither the idempotency key nor the credentials, so
 * whoever reads it cannot open the answer. Where the credentials are a password, which can be guessed, each guess costs as much
 * as with the hash of the password.
 */
export function answerKey({ idempotencyKey, sender, content, hasPassword }: KeyedRequest): AnswerKey {
  const id = createHash('sha256').update(JSON.stringify([sender, idempotencyKey])).digest('base64url')
  let secret: Promise<Buffer> | undefined
  return { id, hasPassword, secret: () => (secret ??= derive()) }

  async function derive(): Promise<Buffer> {
    const material = hasPassword ? await argon2id(content, Buffer.from(id)) : content
    return Buffer.from(hkdfSync('sha256', material, idempotencyKey, 'ehealth-auth answer', secretBytes))
  }
}
