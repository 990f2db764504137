import type { Caller } from '../caller.ts'
import { refreshGrant } from './grants.ts'

/** An access token for a refresh token. */
export async function refresh(caller: Caller): Promise<void> {
  const { clinic, pharmacy } = caller.owner
  await caller.ask('createToken', { body: refreshGrant(Math.random() < 0.8 ? clinic : pharmacy) })
}
