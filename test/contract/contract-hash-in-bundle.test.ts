import { describe, expect, it } from 'vitest'
import { contractHashes } from '../../openapi/generate/contract-hashes.ts'
import { startMock } from '../../openapi/mock.ts'
import { contractHash } from '../../sdk/src/generated/contract-hash.gen.ts'
import { operationHashes } from '../../sdk/src/generated/operation-hashes.gen.ts'
import { contract, contractOperations, resolve } from '../../server/contract.ts'

const original = contractHashes(contract)

describe('the bundle', () => {
  it('has the hash of the contract as the value of a header', () => {
    expect(contract.components!.headers!.ContractHash).toMatchObject({ schema: { const: original.hash }, example: original.hash })
  })

  it('promises the header with every answer of every operation', () => {
    const responses = contractOperations.flatMap(({ operation }) => Object.values(operation.responses!).map((response) => resolve(response)))
    expect(responses.length).toBeGreaterThan(contractOperations.length)
    for (const { headers } of responses) expect(headers).toHaveProperty('X-Contract-Hash', { $ref: '#/components/headers/ContractHash' })
  })

  it('has the hash of each operation', () => {
    // An extension is not in the type of the document.
    const stamped = contractOperations.map(({ id, operation }) => [id, (operation as { 'x-contract-hash'?: string })['x-contract-hash']])
    expect(Object.fromEntries(stamped)).toEqual(original.operations)
    expect(new Set(Object.values(original.operations)).size).toBe(contractOperations.length)
  })

  it('is what the SDK is told to be made from', () => {
    expect({ hash: contractHash, operations: operationHashes }).toEqual(original)
  })
})

it('the mock answers by the same hashes', async () => {
  const mock = await startMock({ port: 0 })
  const answers = await Promise.all([
    fetch(`${mock.url}/contract`),
    fetch(`${mock.url}/contract`, { headers: { Prefer: 'code=429' } }),
    fetch(`${mock.url}/admin/roles`),
    fetch(`${mock.url}/admin/roles/df9f70ee-4b12-4740-b0f5-bb5aea116863`, { method: 'DELETE', headers: { Authorization: 'Bearer any' } }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([200, 429, 401, 204])
  for (const { headers } of answers) expect(headers.get('X-Contract-Hash')).toBe(original.hash)
  expect(await answers[0]!.json()).toMatchObject({ data: original })
  await mock.close()
})
