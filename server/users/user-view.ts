import type { User } from '../../sdk/src/generated/types.gen.ts'
import type { UserRow } from '../store/schema.ts'

/** What may be told of a user. */
export function userView({ id, email, tax_id, person_id, settings, is_blocked, block_reason, inserted_at, updated_at }: UserRow): User {
  // The column holds what the contract's schema let in.
  const parsed = JSON.parse(settings) as User['settings']
  return { id, email, tax_id, person_id, settings: parsed, is_blocked: is_blocked === 1, block_reason, inserted_at, updated_at }
}
