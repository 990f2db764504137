/// <reference types="node" />
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { checkCount } from '../check-count.js'
import { createQueues } from '../session/in-turn.js'
import type { TokenStore } from '../session/token-store.js'
import { lockFile } from './lock-file.js'
import { readTokens, removeLeftovers, UnreadableFile } from './token-file.js'

/** Where a file store is, and how patient. */
export interface FileTokenStoreOptions {
  /** For this store alone. Made when it is needed, for this user of the machine only (0700, on Windows as the parent). */
  directory: string
  /** How long an `update` waits for other processes, in milliseconds, before it rejects; at least 15_000. @default 120_000 */
  maxWaitMs?: number | undefined
}

/** Longer than it takes to put out a process that was killed, else that would never come to pass. */
const leastWaitMs = 15_000

/**
 * A store in files, for processes of one machine that share sessions, and for sessions that outlive the process. Each key has
 * a JSON file of its own (0600), named after the key's SHA-256, which is replaced as a whole or not at all; after a deletion
 * it holds `null`. The tokens are not encrypted: who can read the files can use them.
 *
 * Processes exclude each other for the time of an `update`. One that is killed meanwhile holds the others up for ten seconds.
 * One that is stopped for longer loses its turn: its `update` rejects and writes nothing, so no newer token is overwritten.
 *
 * `read` rejects with an `Error` that names the file when it holds something else than tokens; `update` replaces such a file. `update`
 * rejects when it has waited for too long.
 *
 * @throws TypeError when an option cannot be used.
 * @example
 * const auth = new EHealthAuth({ tokenStore: createFileTokenStore({ directory: '/var/lib/clinic/sessions' }) })
 */
export function createFileTokenStore({ directory, maxWaitMs = 120_000 }: FileTokenStoreOptions): TokenStore {
  if (typeof directory !== 'string' || directory === '') throw new TypeError('"directory" must be a non-empty string')
  checkCount('maxWaitMs', maxWaitMs, leastWaitMs, 86_400_000)
  const root = resolve(directory)
  const inTurn = createQueues()
  const fileOf = (key: string) => join(root, `${createHash('sha256').update(key).digest('hex')}.json`)

  let tidied: Promise<void> | undefined

  // What cannot be read is replaced, so that a user who signs in again is not kept out by it.
  const ifUnreadable = (error: unknown) => {
    if (error instanceof UnreadableFile) return undefined
    throw error
  }

  return {
    read: async (key) => readTokens(fileOf(key)),
    async update(key, change) {
      const file = fileOf(key)
      tidied ??= removeLeftovers(root)
      await tidied
      return inTurn(file, async () => {
        const lock = await lockFile(file, maxWaitMs)
        try {
          const kept = await readTokens(file).catch(ifUnreadable)
          const changed = await change(kept)
          if (changed !== kept) await lock.replace(JSON.stringify(changed ?? null))
          return changed
        } finally {
          await lock.release()
        }
      })
    },
  }
}
