import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { invalidRequestsProperty } from './request-properties.ts'
import { runs, seed } from './run.ts'
import { ownRows } from './sandbox/own-rows.ts'
import { startSandbox } from './sandbox/sandbox.ts'

const sandbox = await startSandbox()
afterAll(sandbox.close)
const rowsOf = await ownRows(sandbox.server.now())
const faults = new Set<string>()
let sent = 0

it.each(contractOperations)('$id refuses what the contract does not allow, and says what is wrong', async (operation) => {
  const tally = { sent: 0, faults }
  await sandbox.load(rowsOf(operation))
  await fc.assert(invalidRequestsProperty(operation, sandbox, tally), { seed, numRuns: runs })
  sent += tally.sent
})

it('requests with one fault are refused with the status for its place and the field at fault', async ({ annotate }) => {
  expect(sent).toBe(runs * contractOperations.length)
  await annotate(`${sent} requests to ${contractOperations.length} operations, ${faults.size} different faults, seed ${seed}`, 'figure')
})
