import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'

/** The life of a role: made once, read, changed, and deleted. */
export async function administerRole(caller: Caller): Promise<void> {
  const role = { name: randomUUID(), scope: 'client:read' }
  const { id } = (await caller.administrate('createRole', { body: { role } })).body.data
  const path = { id }
  await caller.administrate('createRole', { body: { role }, status: 422 })
  await caller.administrate('listRoles', { query: { name: role.name } })
  await caller.administrate('updateRole', { path, body: { role: { scope: 'client:read connection:read' } } })
  await caller.administrate('getRole', { path })
  await caller.administrate('deleteRole', { path })
  await caller.administrate('getRole', { path, status: 404 })
}
