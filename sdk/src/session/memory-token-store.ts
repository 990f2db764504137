import { createQueues } from './in-turn.js'
import type { TokenSet, TokenStore } from './token-store.js'

/** A store in the memory of this process, which ends with it. Printing it shows no token. */
export function createMemoryTokenStore(): TokenStore {
  const tokens = new Map<string, TokenSet>()
  const inTurn = createQueues()

  return {
    read: async (key) => tokens.get(key),
    update: (key, change) =>
      inTurn(key, async () => {
        const changed = await change(tokens.get(key))
        if (changed === undefined) tokens.delete(key)
        else tokens.set(key, changed)
        return changed
      }),
  }
}
