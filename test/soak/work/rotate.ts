import type { Caller } from '../caller.ts'
import type { OwnClient } from '../population.ts'
import { refreshGrant } from './grants.ts'

/** Another secret for the clinic's connection. */
export async function rotate(caller: Caller): Promise<void> {
  const { clinic } = caller.owner
  const path = { id: clinic.id, connection_id: clinic.connectionId }
  const { body } = await caller.ask('refreshConnectionSecret', { bearer: clinic.accessToken, path })
  await change(caller, clinic, body.data.secret)
}

/** Another secret for the pharmacy, by the deprecated call. */
export async function rotateDeprecated(caller: Caller): Promise<void> {
  const { pharmacy } = caller.owner
  const headers = { 'API-key': caller.population.mis.apiKey }
  const { body } = await caller.ask('refreshClientSecret', { bearer: pharmacy.accessToken, headers, path: { id: pharmacy.id } })
  await change(caller, pharmacy, body.data.secret)
}

/** From now on the new secret is good, and the old one is not. */
async function change(caller: Caller, client: OwnClient, secret: string): Promise<void> {
  const before = refreshGrant(client)
  client.secret = secret
  await caller.ask('createToken', { body: refreshGrant(client) })
  await caller.ask('createToken', { body: before, status: 401 })
}
