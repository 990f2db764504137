import cluster from 'node:cluster'
import type { Settings } from './config.ts'
import { Conversation } from './conversation.ts'
import { hostAlone } from './hosting.ts'
import { onStop } from './on-stop.ts'
import { serve, type Serving } from './serve.ts'

/** Serves as one of the processes that `startWorkers` starts, which asks it for its metrics and tells it to stop. */
export async function serveAsWorker(settings: Settings): Promise<void> {
  const hosting = { ...hostAlone(), tellMetrics: async () => String(await primary.ask('metrics')) }
  let serving: Serving | undefined
  let stopping: Promise<number> | undefined
  const primary = new Conversation(cluster.worker!, {
    metrics: () => hosting.registry.getMetricsAsJSON(),
    underWay: () => serving?.underWay(),
    stop,
  })
  serving = await serve(settings, hosting)
  onStop(stop)

  function stop(): Promise<number> {
    // Before it serves nothing is under way.
    if (serving === undefined) process.exit(0)
    stopping ??= finish(serving)
    return stopping
  }
}

async function finish(serving: Serving): Promise<number> {
  const cutOff = await serving.stop()
  // The reply goes first.
  setImmediate(() => process.disconnect())
  return cutOff
}
