import type { AccessTokenOrder, LoginToken } from '../../sdk/src/generated/types.gen.ts'
import { findLoginClient } from '../clients/find-login-client.ts'
import type { Services } from '../services.ts'
import { beginSession } from './begin-session.ts'
import { requireUser } from './require-user.ts'

/**
 * Begins a session of a user without their password.
 * @throws Failure 404 for the user, 401 for the client or a blocked user, 422 for the scope.
 */
export async function orderAccessToken(userId: string, { client_id, scope }: AccessTokenOrder, services: Services): Promise<LoginToken> {
  const db = services.store.read
  await requireUser(db, userId)
  const client = await findLoginClient(db, client_id)
  return beginSession({ userId, client, scope }, services)
}
