/** Does the work once all earlier work of the same key is done, however that went. */
export type InTurn = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/** Makes queues, one for each key that has work under way. */
export function createQueues(): InTurn {
  const turns = new Map<string, Promise<unknown>>()

  return async function inTurn(key, work) {
    const earlier = turns.get(key)
    const turn = earlier === undefined ? work() : earlier.then(work, work)
    turns.set(key, turn)
    try {
      return await turn
    } finally {
      if (turns.get(key) === turn) turns.delete(key)
    }
  }
}
