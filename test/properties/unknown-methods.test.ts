import { METHODS } from 'node:http'
import { afterAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { refusal } from '../fixtures/refusal.ts'
import { requestOf } from '../server/statuses/contract-request.ts'
import { startSandbox } from './sandbox/sandbox.ts'

const sandbox = await startSandbox()
afterAll(sandbox.close)
const paths = Map.groupBy(contractOperations, ({ path }) => path)
/** Node's client keeps the connection of a CONNECT for itself. */
const methods = METHODS.filter((method) => method !== 'CONNECT')
let sent = 0

it.each([...paths])('%s has the methods of the contract and no other', async (_path, operations) => {
  const listed = operations.map(({ method }) => method.toUpperCase()).toSorted()
  // Every path has an operation.
  const [, target = ''] = requestOf(operations[0]!).target.split(' ')
  for (const method of methods.filter((other) => !listed.includes(other))) {
    const answer = await sandbox.send({ method, target, headers: {} })
    if (method === 'HEAD') expect(answer.status).toBe(405)
    else expect(refusal(answer)).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(listed)
    sent += 1
  }
})

it('every other method that Node knows is refused with 405, and Allow says which the path has', async ({ annotate }) => {
  expect(sent).toBe(paths.size * methods.length - contractOperations.length)
  await annotate(`${sent} methods of ${paths.size} paths`, 'figure')
})
