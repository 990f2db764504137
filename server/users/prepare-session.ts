import type { AccessTokenOrder } from '../../sdk/src/generated/types.gen.ts'
import { findLoginClient } from '../clients/find-login-client.ts'
import type { Services } from '../services.ts'
import type { Session } from './begin-session.ts'
import { requireUser } from './require-user.ts'

/**
 * Prepares the session of a user without their password.
 * @throws Failure 404 for the user, 401 for the client or a blocked user, 422 for the scope.
 */
export async function prepareSession(userId: string, { client_id, scope }: AccessTokenOrder, { store }: Services): Promise<Session> {
  await requireUser(store.read, userId)
  return { userId, client: await findLoginClient(store.read, client_id), scope }
}
