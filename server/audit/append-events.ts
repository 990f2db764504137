import { randomUUIDv7 } from 'node:crypto'
import type { ErrorType } from '../../sdk/src/generated/types.gen.ts'
import type { Queries } from '../store/store.ts'
import type { Trail } from './trail.ts'

interface Outcome {
  now: Date
  /** Of the refusal; absent when the act was done. */
  errorType?: ErrorType
}

/** Writes down that an act was done or refused, one event for each object. Nothing changes an event afterwards. */
export async function appendEvents(db: Queries, trail: Trail, { now, errorType }: Outcome): Promise<void> {
  const { act, requestId, address, userId, clientId, misClientId, objects } = trail
  const events = (objects.length === 0 ? [null] : objects).map((object) => ({
    id: randomUUIDv7(),
    inserted_at: now.toISOString(),
    act,
    outcome: errorType === undefined ? ('success' as const) : ('refused' as const),
    error_type: errorType ?? null,
    user_id: userId,
    client_id: clientId,
    mis_client_id: misClientId,
    object,
    address,
    request_id: requestId,
  }))
  await db.insertInto('audit_events').values(events).execute()
}
