import type { OpenAPIV3_1 } from 'openapi-types'
import type { Contract } from '../sdk/src/generated/types.gen.ts'
import { contract, contractOperations, resolve } from './contract.ts'

const { schema = {} } = resolve<OpenAPIV3_1.HeaderObject>(contract.components?.headers?.ContractHash ?? {})

/** The hash of the contract and of each operation, which the bundle brings along. */
export const contractHashes: Contract = {
  hash: resolve<OpenAPIV3_1.SchemaObject>(schema).const,
  operations: Object.fromEntries(
    // The generator gives one to every operation; an extension is not in the type of the document.
    contractOperations.map(({ id, operation }) => [id, (operation as { 'x-contract-hash'?: string })['x-contract-hash'] ?? '']),
  ),
}
