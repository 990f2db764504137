import { named } from '../population.ts'
import type { Caller } from '../caller.ts'

/** What administrators look at: lists with filters. */
export async function readAll(caller: Caller): Promise<void> {
  const { user, clinic } = caller.owner
  const { clientTypes, roles } = caller.population
  await caller.administrate('listUsers', { query: { email: user.email.toUpperCase() } })
  await caller.administrate('listUsers', { query: { is_blocked: 'false', page_size: '20' } })
  await caller.administrate('listClients', { query: { name: 'clinic', page: '2', page_size: '5' } })
  await caller.administrate('listAdministeredConnections', { path: { id: clinic.id }, query: { consumer_id: clinic.id } })
  await caller.administrate('listClientTypes', { query: { name: named(clientTypes, 'MSP').name } })
  await caller.administrate('listRoles', { query: { scope: 'client:read' } })
  await caller.administrate('listUserRoles', { query: { user_ids: user.id, role_id: named(roles, 'OWNER').id } })
  await caller.administrate('listApprovals', { query: { user_id: user.id } })
  await caller.administrate('listStoredTokens', { query: { user_id: user.id, name: 'refresh_token', page_size: '10' } })
}
