import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { named } from '../population.ts'
import { refreshGrant } from './grants.ts'

/** The life of a client: made, connected, approved, refreshed with, and taken apart again. */
export async function administerClient(caller: Caller): Promise<void> {
  const { user } = caller.owner
  const client = { name: 'New clinic', user_id: user.id, client_type_id: named(caller.population.clientTypes, 'MSP').id }
  const { id } = (await caller.administrate('createClient', { body: { client } })).body.data
  const path = { id }
  const connection = { consumer_id: id, redirect_uri: 'https://new.example.com/callback' }
  const { secret, id: connectionId } = (await caller.administrate('upsertConnection', { path, body: connection, status: 201 })).body.data
  await caller.administrate('upsertConnection', { path, body: connection, status: 200 })
  const app = { user_id: user.id, client_id: id, scope: 'patients:view' }
  const approval = (await caller.administrate('createApproval', { body: { app } })).body.data

  const refreshToken = randomUUID()
  const details = { client_id: id, grant_type: 'authorization_code', scope: '' }
  const token = { name: 'refresh_token', value: refreshToken, expires_at: Math.floor(Date.now() / 1_000) + 600, user_id: user.id, details }
  await caller.administrate('createStoredToken', { body: { token } })
  const made = { id, connectionId, redirectUri: connection.redirect_uri, secret, accessToken: '', refreshToken }
  await caller.ask('createToken', { body: refreshGrant(made) })
  await caller.administrate('updateClient', { path, body: { client: { name: 'Renamed clinic' } } })
  await caller.administrate('getClientDetails', { path })

  await caller.administrate('deleteApproval', { path: { id: approval.id } })
  await caller.ask('createToken', { body: refreshGrant(made), status: 401 })
  await caller.administrate('deactivateClientTokens', { path })
  await caller.administrate('deleteAdministeredConnection', { path: { id, connection_id: connectionId } })
  await caller.administrate('deleteClient', { path })
  await caller.administrate('getClient', { path, status: 404 })
}
