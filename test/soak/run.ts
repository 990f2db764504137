import { databaseSize } from './database-size.ts'
import { runLoad } from './load.ts'
import { logFaults } from './log-faults.ts'
import { memoryTrend } from './memory.ts'
import type { Options } from './options.ts'
import { populate } from './population.ts'
import { databaseReport, memoryReport } from './report.ts'
import { requestTable } from './request-table.ts'
import { rowsOf } from './rows-of.ts'
import { startService } from './service.ts'
import { Tally } from './tally.ts'
import { watch } from './watch.ts'

/** More of resident memory than this, after the warm-up, is taken for a leak. */
const maxGrowth = 0.1

/** In less time memory does not settle, so it is not judged. */
const judgedSeconds = 180

/** More lines of the log tell nothing new. */
const shownFaults = 20

/** Runs the load and prints what came of it, also when it is interrupted; returns what is wrong, in words. */
export async function run({ minutes, connections, engine }: Options, interrupted: AbortSignal): Promise<string[]> {
  const population = await populate(connections)
  await using service = await startService(engine, rowsOf(population))
  const { url, databaseUrl } = service
  const before = await databaseSize(databaseUrl)
  console.log(`${minutes} min of load on ${url}, with ${engine}, over ${connections} connections`)

  const tally = new Tally()
  const over = AbortSignal.any([AbortSignal.timeout(minutes * 60_000), tally.hopeless, interrupted])
  void service.ended.then((code) => over.aborted || tally.giveUp(`the service ended: ${code === null ? 'killed' : `exit code ${code}`}`))
  // Whoever stops the run may stop the database with it, of which the service complains.
  let outputBeforeStop: string | undefined
  interrupted.addEventListener('abort', () => (outputBeforeStop = service.output()))
  const startedAt = performance.now()
  const [samples] = await Promise.all([watch(url, tally, over), runLoad({ url, population, tally, over, interrupted })])
  const seconds = (performance.now() - startedAt) / 1_000

  console.log(requestTable(tally, seconds))
  const trend = memoryTrend(samples)
  if (trend !== undefined) console.log(memoryReport(trend, samples))
  // A database that was stopped with the run cannot be asked any more.
  const after = await databaseSize(databaseUrl).catch(() => undefined)
  if (after !== undefined) console.log(databaseReport(before, after))

  const faults = logFaults(outputBeforeStop ?? service.output())
  return [
    ...[...tally.breaches].map(([text, count]) => `${count} times: ${text}`),
    ...(faults.length === 0 ? [] : [`${faults.length} lines of the log tell of something wrong, at first:`, ...faults.slice(0, shownFaults)]),
    ...(trend === undefined || seconds < judgedSeconds || trend.growth <= maxGrowth ? [] : [`memory grew by ${(trend.growth * 100).toFixed(1)} %`]),
  ]
}
