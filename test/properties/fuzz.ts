/** Sends generated requests until stopped, or until an answer is wrong: `npm run fuzz [-- --seed N]`. */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { contractOperations } from '../../server/contract.ts'
import { onStop } from '../../server/on-stop.ts'
import { invalidRequestsProperty, validRequestsProperty } from './request-properties.ts'
import { ownRows } from './sandbox/own-rows.ts'
import { startSandbox } from './sandbox/sandbox.ts'
import type { Seen } from './token-life/step.ts'
import { tokenLifeProperty } from './token-life/property.ts'
import { settings, worldRows } from './token-life/world.ts'

/** What is done with one seed, in order: a failure repeats when the same seed is given. */
const requestsOfRound = 100
const seriesOfRound = 20

const seed = readSeed()
const startedAt = performance.now()
const valid = { sent: 0, accepted: 0 }
const invalid = { sent: 0, faults: new Set<string>() }
const seen: Seen = new Map()
let stopped = false
onStop(() => void (stopped = true))

await using sandbox = await startSandbox()
const rowsOf = await ownRows(sandbox.server.now())
// Its clock is moved ahead, past the end of the tokens that the operations are called with.
await using world = await startSandbox(settings)
await world.load(await worldRows(world.server.now()))
for (let round = seed; !stopped; round += 1) {
  const failure = await play(round)
  // What the service has logged would fill the memory in the end.
  for (const { server } of [sandbox, world]) server.logs.length = 0
  if (failure === undefined) continue
  console.error(`${failure}\n\nnpm run fuzz -- --seed ${round} repeats it`)
  process.exitCode = 1
  break
}
const calls = [...seen.values()].reduce((sum, count) => sum + count, 0)
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log(
  `${valid.sent} valid requests, ${valid.accepted} accepted; ${invalid.sent} invalid ones with ${invalid.faults.size} kinds of fault; ` +
    `${calls} calls of the life of tokens with ${seen.size} outcomes; ${seconds} seconds from seed ${seed} on`,
)

/** Plays everything once, the operations in an order of the seed's; returns what has failed. */
async function play(round: number): Promise<string | undefined> {
  const life = await fc.check(tokenLifeProperty(world, seen), { seed: round, numRuns: seriesOfRound, includeErrorInReport: true })
  if (life.failed) return fc.defaultReportMessage(life)
  const [order = []] = fc.sample(fc.shuffledSubarray(contractOperations, { minLength: contractOperations.length }), { seed: round, numRuns: 1 })
  for (const operation of order) {
    if (stopped) return undefined
    await sandbox.load(rowsOf(operation))
    for (const property of [validRequestsProperty(operation, sandbox, valid), invalidRequestsProperty(operation, sandbox, invalid)]) {
      const result = await fc.check(property, { seed: round, numRuns: requestsOfRound, includeErrorInReport: true })
      if (result.failed) return `${operation.id}: ${fc.defaultReportMessage(result)}`
    }
  }
  return undefined
}

function readSeed(): number {
  const { seed = String(Date.now() % 2 ** 31) } = parseArgs({ options: { seed: { type: 'string' } } }).values
  if (/^\d{1,10}$/.test(seed)) return Number(seed)
  console.error(`"${seed}" is not a seed: a whole number`)
  process.exit(1)
}
