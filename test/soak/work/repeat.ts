import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Caller, Order } from '../caller.ts'
import { refreshGrant } from './grants.ts'

/** The same request again with its idempotency key, which is done once and answered alike; with another body it is refused. */
export async function repeat(caller: Caller): Promise<void> {
  const { clinic } = caller.owner
  const role = { name: randomUUID(), scope: 'client:read' }
  const made = await twice(caller, 'createRole', { bearer: caller.population.administrator.token, body: { role } })
  await caller.administrate('deleteRole', { path: { id: made.id } })
  await twice(caller, 'createToken', { body: refreshGrant(clinic) })
  const path = { id: clinic.id, connection_id: clinic.connectionId }
  const rotated = await twice(caller, 'refreshConnectionSecret', { bearer: clinic.accessToken, path })
  clinic.secret = rotated.secret
  await caller.ask('createToken', { body: refreshGrant(clinic) })
}

/** Returns what both answers have. */
async function twice(caller: Caller, operationId: 'createRole' | 'createToken' | 'refreshConnectionSecret', order: Order) {
  const headers = { 'X-Idempotency-Key': randomUUID() }
  const first = await caller.ask(operationId, { ...order, headers })
  const second = await caller.ask(operationId, { ...order, headers })
  if (isDeepStrictEqual(first.body.data, second.body.data)) return first.body.data
  throw new Error(`${operationId}, sent again with its idempotency key, was answered in two ways`)
}
