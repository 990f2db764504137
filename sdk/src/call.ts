import type { Client } from './generated/client/index.js'
import type { Auth } from './generated/core/auth.gen.js'

/** What every generated function is called with. */
export interface Call {
  client: Client
  throwOnError: true
  signal: AbortSignal | undefined
  auth: (scheme: Auth) => Promise<string | undefined>
  fetch: typeof fetch
}
