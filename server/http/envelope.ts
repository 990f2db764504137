import type { Meta } from '../../sdk/src/generated/types.gen.ts'
import { contractHashes } from '../contract-hashes.ts'

/** The headers of every answer, also of those that no operation gives. */
export const everywhere = { 'Cache-Control': 'no-store', 'X-Contract-Hash': contractHashes.hash }

/** Puts the members of an answer into the envelope; whether `data` is a list says `meta.type`. */
export function envelope(about: Omit<Meta, 'type'>, members: Record<string, unknown>) {
  const type = Array.isArray(members.data) ? 'list' : 'object'
  return { meta: { ...about, type }, ...members }
}
