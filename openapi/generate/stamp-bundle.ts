import { writeFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../server/follow-reference.ts'
import { readBundle } from '../../server/read-bundle.ts'
import { contractHashes, operationsIn, type ContractHashes } from './contract-hashes.ts'
import { stampErrorTypes } from './stamp-error-types.ts'
import { stampIdempotency } from './stamp-idempotency.ts'
import { contractHashHeader } from './wire-form.ts'

const headerReference = { $ref: '#/components/headers/ContractHash' }
const exampleReference = { $ref: '#/components/examples/contract' }

/**
 * Writes its hashes into a bundled contract and gives them: the value of the header `X-Contract-Hash` and the header into every
 * answer, `x-contract-hash` into every operation, and all of them into the example by which the mock answers `getContract`. Beside
 * them it writes idempotency keys and the statuses of the error types.
 */
export function stampBundle(file: string): ContractHashes {
  const document = readBundle(file)
  // A part of what is hashed.
  stampIdempotency(document)
  const hashes = contractHashes(document)
  const header = followReference<OpenAPIV3_1.HeaderObject>(document, headerReference)
  Object.assign(header, { schema: { ...header.schema, const: hashes.hash }, example: hashes.hash })
  followReference<OpenAPIV3_1.ExampleObject>(document, exampleReference).value.data = hashes
  for (const item of Object.values(document.paths ?? {})) {
    for (const [, operation] of operationsIn(item ?? {})) {
      Object.assign(operation, { 'x-contract-hash': hashes.operations[operation.operationId ?? ''] })
      for (const listed of Object.values(operation.responses ?? {})) {
        const response = followReference<OpenAPIV3_1.ResponseObject>(document, listed)
        response.headers = { ...response.headers, [contractHashHeader]: headerReference }
      }
    }
  }
  stampErrorTypes(document)
  writeFileSync(file, JSON.stringify(document, null, 2))
  return hashes
}
