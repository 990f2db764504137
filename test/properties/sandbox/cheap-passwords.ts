import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Makes argon2id cheap for this process, whatever it is asked for; returns what ends that. Its cost is against those who guess,
 * and would be more than half the time of all requests.
 */
export function makePasswordsCheap(): () => void {
  const { argon2 } = crypto
  crypto.argon2 = (algorithm, parameters, done) => argon2(algorithm, { ...parameters, memory: 8, passes: 1 }, done)
  syncBuiltinESMExports()
  return () => {
    crypto.argon2 = argon2
    syncBuiltinESMExports()
  }
}
