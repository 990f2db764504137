import { setTimeout as wait } from 'node:timers/promises'
import { Connection } from './connection.ts'
import { takeSample, type Sample } from './memory.ts'
import { progress } from './report.ts'
import type { Tally } from './tally.ts'

const sampleMs = 5_000
const samplesPerLine = 6

/** Samples the memory of the service from before the load until the signal, and prints a line now and then. */
export async function watch(url: string, tally: Tally, over: AbortSignal): Promise<Sample[]> {
  const connection = new Connection(url)
  const startedAt = performance.now()
  const samples: Sample[] = []
  const elapsedMs = () => performance.now() - startedAt
  let told = { atMs: 0, total: 0 }
  while (!over.aborted) {
    const sample = await takeSample(connection, elapsedMs()).catch((error: unknown) => {
      if (!over.aborted) tally.giveUp(`no sample of the memory: ${String(error)}`)
    })
    if (sample === undefined) break
    if (samples.push(sample) % samplesPerLine === 1 && samples.length > 1) {
      const perSecond = ((tally.total - told.total) / (sample.atMs - told.atMs)) * 1_000
      console.log(progress(sample, perSecond, tally))
      told = { atMs: sample.atMs, total: tally.total }
    }
    // It ends early with the load.
    await wait(sampleMs, undefined, { signal: over }).catch(() => {})
  }
  connection.close()
  return samples
}
