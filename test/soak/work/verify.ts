import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'

/** What a gateway asks: whether tokens are good, and whose they are. */
export async function verify(caller: Caller): Promise<void> {
  const { clinic, pharmacy } = caller.owner
  const { mis } = caller.population
  await caller.administrate('verifyToken', { path: { value: clinic.accessToken } })
  await caller.administrate('verifyToken', { path: { value: pharmacy.accessToken }, headers: { 'API-key': mis.apiKey } })
  await caller.administrate('getTokenUser', { path: { value: clinic.accessToken } })
  await caller.administrate('verifyToken', { path: { value: randomUUID() }, status: 404 })
}
