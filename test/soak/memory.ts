import type { Connection } from './connection.ts'

/** What the service says of its process at a moment. */
export interface Sample {
  atMs: number
  residentMiB: number
  /** The part of it in which V8 makes new objects, whose size it changes up to sixteenfold as it sees fit. */
  youngMiB: number
  heapMiB: number
  /** The 99th percentile of the event loop's delay since the sample before. */
  delayMs: number
}

/** How the memory went, in MiB, without the young generation: nothing that is kept for long is there. */
export interface MemoryTrend {
  start: number
  /** The median of the second quarter of the time; the first is the warm-up. */
  afterWarmUp: number
  /** The median of the last quarter. */
  end: number
  max: number
  /** From the second quarter to the last, as a part of the first of them. */
  growth: number
  /** An hour, from the second quarter on. */
  slope: number
}

const bytesPerMiB = 2 ** 20
const msPerHour = 3_600_000

/** Reads a sample from `/metrics`. */
export async function takeSample(connection: Connection, atMs: number): Promise<Sample> {
  const { body } = await connection.send({ method: 'GET', path: '/metrics' })
  const lines = (body as string).split('\n')
  const metric = (name: string) => {
    const line = lines.find((line) => line.startsWith(`${name} `))
    if (line === undefined) throw new Error(`/metrics has no ${name}`)
    return Number(line.slice(name.length))
  }
  return {
    atMs,
    residentMiB: metric('process_resident_memory_bytes') / bytesPerMiB,
    youngMiB: metric('nodejs_heap_space_size_total_bytes{space="new"}') / bytesPerMiB,
    heapMiB: metric('nodejs_heap_size_used_bytes') / bytesPerMiB,
    delayMs: metric('nodejs_eventloop_lag_p99_seconds') * 1_000,
  }
}

/** Tells how the memory went; undefined where a quarter of the time has no sample. */
export function memoryTrend(samples: Sample[]): MemoryTrend | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const quarterMs = (last.atMs - first.atMs) / 4
  const from = (quarter: number) => samples.filter(({ atMs }) => atMs - first.atMs >= quarter * quarterMs)
  const second = from(1).filter(({ atMs }) => atMs - first.atMs < 2 * quarterMs)
  if (second.length === 0) return undefined
  const [afterWarmUp, end] = [median(second.map(steady)), median(from(3).map(steady))]
  const max = Math.max(...samples.map(steady))
  return { start: steady(first), afterWarmUp, end, max, growth: end / afterWarmUp - 1, slope: slopeOf(from(1)) }
}

const steady = ({ residentMiB, youngMiB }: Sample) => residentMiB - youngMiB

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}

/** The least squares. */
function slopeOf(samples: Sample[]): number {
  const mean = (valueOf: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + valueOf(sample), 0) / samples.length
  const [meanAt, meanSteady] = [mean(({ atMs }) => atMs), mean(steady)]
  const covariance = mean((sample) => (sample.atMs - meanAt) * (steady(sample) - meanSteady))
  return (covariance / mean(({ atMs }) => (atMs - meanAt) ** 2)) * msPerHour
}
