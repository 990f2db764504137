import type { DatabaseSize } from './database-size.ts'
import { short, signed, whole } from './figures.ts'
import type { MemoryTrend, Sample } from './memory.ts'
import type { Tally } from './tally.ts'

const bytesPerMiB = 2 ** 20

/** One line about the run so far. */
export function progress({ atMs, residentMiB, youngMiB, heapMiB, delayMs }: Sample, requestsPerSecond: number, { breachCount }: Tally): string {
  return [
    `${whole(atMs / 1_000)} s: ${whole(requestsPerSecond)} requests/s`,
    `resident ${short(residentMiB)} MiB (${short(youngMiB)} of it young generation), heap used ${short(heapMiB)} MiB`,
    `event loop delay p99 ${short(delayMs)} ms`,
    `${breachCount} not as expected`,
  ].join('; ')
}

/** How the memory went. */
export function memoryReport({ start, afterWarmUp, end, max, growth, slope }: MemoryTrend, samples: Sample[]): string {
  const mostResident = Math.max(...samples.map(({ residentMiB }) => residentMiB))
  const delays = samples.map(({ delayMs }) => delayMs).toSorted((a, b) => a - b)
  const [middle = 0, most = 0] = [delays[Math.floor(delays.length / 2)], delays.at(-1)]
  return [
    `resident memory without V8's young generation: ${short(start)} MiB at the start, ${short(afterWarmUp)} after the warm-up, ` +
      `${short(end)} at the end, ${short(max)} at most (with it ${short(mostResident)})`,
    `  ${signed(growth * 100)} % from the second quarter of the time to the last, slope ${signed(slope)} MiB an hour; ${samples.length} samples`,
    `event loop delay, p99 of each interval: ${short(middle)} ms in the middle, ${short(most)} ms at most`,
  ].join('\n')
}

/** How the database grew. */
export function databaseReport(before: DatabaseSize, after: DatabaseSize): string {
  const changed = [...after.rows].filter(([table, count]) => count !== before.rows.get(table))
  const rows = changed.map(([table, count]) => `${table} ${whole(before.rows.get(table) ?? 0)} → ${whole(count)}`)
  return `database: ${short(before.bytes / bytesPerMiB)} → ${short(after.bytes / bytesPerMiB)} MiB; rows: ${rows.join(', ')}`
}
