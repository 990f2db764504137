import { contractHash } from './generated/contract-hash.gen.js'
import type { Logger } from './logger.js'

/** Finds out which operations differ; `undefined` when nobody can tell. */
export type FindDifference = () => Promise<string[] | undefined>

/**
 * Compares the contract that the service answers by with the one that this SDK was made from, and warns once when they differ. A service
 * that does not say is not asked.
 */
export function createContractCheck(logger: Logger, findDifference: FindDifference): (headers: Headers) => void {
  let warned = false
  return function checkContract(headers) {
    const theirs = headers.get('X-Contract-Hash') ?? contractHash
    if (warned || theirs === contractHash) return
    warned = true
    // Aside, so that no call waits for it.
    void findDifference().then(warn, () => warn(undefined))

    function warn(operations: string[] | undefined): void {
      logger.warn('the service has another contract than this SDK was made from', { ours: contractHash, theirs, operations })
    }
  }
}
