import type { UserRow } from '../store/schema.ts'

/** What a user has that nobody said otherwise of. */
export const userDefaults = {
  tax_id: '',
  person_id: '',
  settings: '{}',
  is_blocked: 0,
  block_reason: null,
} as const satisfies Partial<UserRow>
