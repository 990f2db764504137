import type { Request } from 'express'
import { appendEvents } from '../audit/append-events.ts'
import type { Failure } from '../failure.ts'
import { asksForToken } from './bearer-of.ts'
import { operationOf } from './operation-of.ts'
import { trailOf } from './trail-of.ts'

/** Writes down that somebody was refused what is not theirs, whatever they wanted; does nothing for any other failure. */
export async function recordRefusal(request: Request, failure: Failure): Promise<void> {
  if (!isRefusal(request, failure)) return
  const { store, now } = request.res!.locals.services
  await store.write((db) => appendEvents(db, trailOf(request), { now: now(), errorType: failure.type }))
}

/**
 * Of access tokens that are not good nothing is written down, nor of grants that have expired: both happen every day. Where
 * credentials are presented, a 422 to a user who is known tells that they were right.
 */
function isRefusal(request: Request, { status, type }: Failure): boolean {
  if (status === 403) return operationOf(request) !== undefined
  const { trail } = request.res!.locals
  if (trail === undefined || asksForToken(operationOf(request))) return false
  return status === 401 ? type !== 'token_expired' : status === 422 && trail.userId !== null
}
