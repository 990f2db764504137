/** The last work of each key that has some under way. */
const turns = new Map<string, Promise<unknown>>()

/** Does the work once all earlier work of the same key is done, however that went. */
export async function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const earlier = turns.get(key)
  const turn = earlier === undefined ? work() : earlier.then(work, work)
  turns.set(key, turn)
  try {
    return await turn
  } finally {
    if (turns.get(key) === turn) turns.delete(key)
  }
}
