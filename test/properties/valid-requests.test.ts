import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { runs, seed } from './run.ts'
import { validRequestsProperty } from './request-properties.ts'
import { ownRows } from './sandbox/own-rows.ts'
import { startSandbox } from './sandbox/sandbox.ts'

const sandbox = await startSandbox()
afterAll(sandbox.close)
const rowsOf = await ownRows(sandbox.server.now())
const total = { sent: 0, accepted: 0 }

it.each(contractOperations)('$id accepts what the contract allows', async (operation) => {
  const tally = { sent: 0, accepted: 0 }
  await sandbox.load(rowsOf(operation))
  await fc.assert(validRequestsProperty(operation, sandbox, tally), { seed, numRuns: runs })
  // Of the rest, each asks for a row that is not there.
  expect(tally.accepted).toBeGreaterThan(runs * 0.7)
  total.sent += tally.sent
  total.accepted += tally.accepted
})

it('requests made from the schemas are accepted, and those for rows that are not there are refused for that alone', async ({ annotate }) => {
  expect(total.sent).toBe(runs * contractOperations.length)
  await annotate(`${total.sent} requests to ${contractOperations.length} operations, ${total.accepted} accepted, seed ${seed}`, 'figure')
})
