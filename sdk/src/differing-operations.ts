import { getContract } from './generated/functions.gen.js'
import type { Transport } from './transport/transport.js'

/** A program that has done its work should not have to wait long for a warning. */
const timeoutMs = 5_000

/** What is told goes to a log, so a stranger's answer must not fill it. */
const anOperationId = /^[A-Za-z]{1,64}$/
const mostNames = 200

/**
 * The operations that only one side has, or that are not the same, by their operationIds.
 *
 * @throws ApiError, ConnectionError or ContractError when the service does not tell.
 */
export async function differingOperations(transport: Transport): Promise<string[]> {
  const [{ operationHashes }, { data }] = await Promise.all([
    import('./generated/operation-hashes.gen.js'),
    getContract(transport, { maxRetries: 0, timeoutMs }),
  ])
  const names = new Set([...Object.keys(operationHashes), ...Object.keys(data.operations)])
  return [...names].filter((name) => anOperationId.test(name) && operationHashes[name] !== data.operations[name]).sort().slice(0, mostNames)
}
