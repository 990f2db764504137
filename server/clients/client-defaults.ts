import type { ClientRow } from '../store/schema.ts'

/** What a client has that nobody said otherwise of. */
export const clientDefaults = {
  settings: '{}',
  priv_settings: '{"access_type":"BROKER"}',
  is_blocked: 0,
  block_reason: null,
} as const satisfies Partial<ClientRow>
