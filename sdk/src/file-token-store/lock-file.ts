import { rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { clearInterval, setInterval } from 'node:timers'
import { setTimeout as wait } from 'node:timers/promises'
import { hasCode } from './has-code.js'
import { findHolder, type Holder, type TakenLock, takeLock } from './take-lock.js'

/** The sole right to replace a file. */
export interface FileLock {
  /**
   * Replaces the file as a whole, and gives the lock back.
   *
   * @throws Error, and nothing is written, when the lock was lost.
   */
  replace(text: string): Promise<void>
  /** Gives the lock back, unless it has gone already. */
  release(): Promise<void>
}

/** A holder that gives no sign of life for so long was killed, or is stopped and may as well begin again. */
const lostAfterMs = 10_000
const signOfLifeMs = 2_000

/** Who has not looked for longer was stopped as well, perhaps together with the holder, and has watched no silence. */
const longestLookMs = 500

/**
 * Waits until this process alone may replace the file. The lock is a folder beside the file with a single file in it that is
 * named after its holder. So a holder who is lost can be put out without touching a new one, and to write means to move the
 * holder's own file into place, which fails when the holder was put out.
 *
 * @throws Error when others hold it for too long.
 */
export async function lockFile(file: string, maxWaitMs: number): Promise<FileLock> {
  const lock = `${file}.lock`
  let lookedAt = performance.now()
  const giveUpAt = lookedAt + maxWaitMs
  let last: Holder | undefined
  let silentMs = 0
  for (;;) {
    const holder = await findHolder(lock)
    const taken = holder === undefined ? await takeLock(lock) : undefined
    if (taken !== undefined) return hold(file, taken)

    // What counts is the silence since we came: the clock of another process may be wrong.
    const now = performance.now()
    silentMs = holder?.sign === last?.sign ? silentMs + Math.min(now - lookedAt, longestLookMs) : 0
    if (holder !== undefined && silentMs > lostAfterMs) await rm(holder.path, { force: true })
    last = holder
    lookedAt = now
    if (now > giveUpAt) throw new Error(`"${lock}" was held by other processes for ${maxWaitMs} ms`)
    // At random, so that those who wait do not come all at once.
    await wait(5 + Math.random() * 45)
  }
}

function hold(file: string, { path, handle }: TakenLock): FileLock {
  let lastSign = Promise.resolve()
  const timer = setInterval(() => {
    const now = new Date()
    lastSign = handle.utimes(now, now).catch(() => {})
  }, signOfLifeMs).unref()

  async function close(): Promise<void> {
    clearInterval(timer)
    await lastSign
    await handle.close()
  }

  return {
    async replace(text) {
      await handle.writeFile(text)
      await handle.sync()
      await close()
      await moveInto(file, path)
    },
    async release() {
      await close()
      await rm(path, { force: true })
      // Somebody else may have taken the lock in this moment.
      await rmdir(dirname(path)).catch(() => {})
    },
  }
}

/** Moves a file over another. Windows refuses that while somebody reads the other, which takes a moment. */
async function moveInto(file: string, path: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(path, file)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) {
        throw new Error(`"${file}" was not written: the process was stopped for too long and lost its lock`, { cause: error })
      }
      if (tries === 50 || !hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error
      await wait(20)
    }
  }
}
