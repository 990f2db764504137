import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { named } from '../population.ts'
import { passwordGrant } from './grants.ts'

/** The life of a user: made, given a role, signed in, blocked, given another password, and deleted. */
export async function administerUser(caller: Caller): Promise<void> {
  const { owner, population } = caller
  const user = { email: `${randomUUID()}@example.com`, password: newPassword(), tax_id: '3067305998' }
  const { id } = (await caller.administrate('createUser', { body: { user } })).body.data
  const path = { id }
  await caller.administrate('createUser', { body: { user }, status: 422 })
  const user_role = { role_id: named(population.roles, 'OWNER').id, client_id: owner.clinic.id }
  await caller.administrate('createUserRole', { path, body: { user_role } })
  await caller.administrate('listRolesOfUser', { path, query: { client_id: user_role.client_id } })
  const bearer = (await caller.ask('logInUser', { body: passwordGrant(population, user) })).body.data.value

  await caller.administrate('blockUser', { path, body: { user: { block_reason: 'Left' } } })
  await caller.ask('listOwnRoles', { bearer, status: 401 })
  await caller.administrate('unblockUser', { path })
  const password = newPassword()
  await caller.administrate('changeUserPassword', { path, body: { user: { current_password: user.password, password } } })
  await caller.ask('logInUser', { body: passwordGrant(population, user), status: 401 })
  await caller.ask('logInUser', { body: passwordGrant(population, { ...user, password }) })

  await caller.administrate('deleteRolesOfUser', { path, query: { role_name: 'OWNER' } })
  await caller.administrate('deleteUser', { path })
  await caller.administrate('getUser', { path, status: 404 })
}

/** One that is complex enough. */
const newPassword = () => `Aa1-${randomUUID()}`
