import { verifyAnyToken } from '../tokens/verify-any-token.ts'
import type { Handler } from './operation.ts'

/** Tells a gateway whether a token is good. */
export const verifyToken: Handler<'verifyToken'> = async ({ path: { value }, apiKey }, { store, now }) => {
  const { token, broker } = await verifyAnyToken(store.read, value, apiKey, now())
  return { status: 200, data: token, urgent: { mis_client_id: broker?.clientId ?? null } }
}
