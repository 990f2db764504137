import type { Store } from '../store/store.ts'

/** By store, the last work of each key that has some under way. */
const turnsOf = new WeakMap<Store, Map<string, Promise<unknown>>>()

/** Does the work once all earlier work of the same key in this process is done, however that went. */
export async function inTurn<Result>(store: Store, key: string, work: () => Promise<Result>): Promise<Result> {
  const turns = turnsOf.get(store) ?? new Map<string, Promise<unknown>>()
  turnsOf.set(store, turns)
  const earlier = turns.get(key)
  const turn = earlier === undefined ? work() : earlier.then(work, work)
  turns.set(key, turn)
  try {
    return await turn
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}
