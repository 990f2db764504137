import { contractHashes } from '../contract-hashes.ts'
import type { Handler } from './operation.ts'

/** Tells the hashes of the contract that this service answers by. */
export const getContract: Handler<'getContract'> = async () => ({ status: 200, data: contractHashes })
