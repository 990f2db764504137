import { failures } from '../failure.ts'
import { hashSecretValue, newSecretValue } from '../secrets/secret-value.ts'
import type { ConnectionRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

/**
 * Gives a connection a new secret; the old one is refused as soon as this is committed. The row count decides between calls
 * that overlap: one wins, so that nobody is answered with a secret that another call has replaced already.
 * @throws Failure 409 for the others.
 */
export async function rotateSecret(db: Queries, { id, secret_hash }: ConnectionRow, now: Date): Promise<string> {
  const secret = newSecretValue()
  const { numUpdatedRows } = await db
    .updateTable('connections')
    .set({ secret_hash: hashSecretValue(secret), updated_at: now.toISOString() })
    .where('id', '=', id)
    .where('secret_hash', '=', secret_hash)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw failures.conflict('The secret was refreshed by another call at the same time.')
  return secret
}
