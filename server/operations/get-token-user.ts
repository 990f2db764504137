import { rolesOf } from '../access/roles-of.ts'
import { findLiveToken } from '../tokens/verify-any-token.ts'
import { userView } from '../users/user-view.ts'
import type { Handler } from './operation.ts'
import { users } from './users.ts'

/** Shows whose a token is, and with what roles. */
export const getTokenUser: Handler<'getTokenUser'> = async ({ path: { value } }, { store, now }) => {
  const { user_id, client_id, expires_at } = await findLiveToken(store.read, value, now())
  const user = await users.existing(store.read, user_id)
  const { roles, globalRoles } = await rolesOf(store.read, { userId: user_id, clientId: client_id })
  return { status: 200, data: { ...userView(user), urgent: { roles, global_roles: globalRoles, token: { expires_at } } } }
}
