import type { Caller } from '../caller.ts'

/** What a balancer and a newcomer ask. */
export async function probe(caller: Caller): Promise<void> {
  await caller.visit('(ready)', { method: 'GET', path: '/ready' }, 200)
  await caller.visit('(health)', { method: 'GET', path: '/health' }, 200)
  await caller.ask('getContract')
}
