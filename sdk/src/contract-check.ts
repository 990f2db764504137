import { contractHash } from './generated/contract-hash.gen.js'
import { differingOperations } from './differing-operations.js'
import { type Logger, safeLogger } from './logger.js'
import type { Transport } from './transport/transport.js'

/** Anything else could be long, or not meant for a log. */
const aHash = /^[0-9a-f]{16}$/

/**
 * Compares the contract that the service answers by with the one that this SDK was made from. When they differ, warns once and names the
 * operations that do, for which it asks the service. A service that does not say is not asked.
 */
export function createContractCheck(transport: Transport, callersLogger: Logger | undefined): (headers: Headers) => void {
  const logger = safeLogger(callersLogger)
  let warned = false
  return function checkContract(headers) {
    const theirs = headers.get('X-Contract-Hash') ?? ''
    if (warned || theirs === contractHash || !aHash.test(theirs)) return
    warned = true
    // Aside, so that no call waits for it.
    void differingOperations(transport).then(warn, () => warn(undefined))

    function warn(operations: string[] | undefined): void {
      logger.warn('the service has another contract than this SDK was made from', { ours: contractHash, theirs, operations })
    }
  }
}
