import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Settings } from './config.ts'
import { seed } from './fixtures/seed.ts'
import { urlOf } from './http/listen.ts'
import { onStop } from './on-stop.ts'
import { serve, type Serving } from './serve.ts'
import { StartError } from './start-error.ts'
import { openStore } from './store/open-store.ts'

/** Where no process can live, one after the other must not use up the machine. */
const restartDelayMs = 200

/** What a worker is told when it shall finish what it is doing. */
const stopMessage = 'stop'

/**
 * Starts processes that share the port and the database. One that ends is replaced, unless it could not even start.
 * @throws StartError when the database cannot be used or a process cannot start.
 */
export async function startWorkers(settings: Settings): Promise<Serving> {
  const seeded = await prepareDatabase(settings)
  let isStopping = false
  // The sandbox makes a key of its own, which must be the same in all of them.
  const fork = () => cluster.fork({ JWT_SECRET: settings.jwtSecret })
  const started = Array.from({ length: settings.workers }, fork).map(whenListening)
  const [first] = await Promise.all(started).catch((error: unknown) => {
    for (const worker of workers()) worker.process.kill('SIGKILL')
    throw error
  })
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return
    console.error(`process ${pid} ended (${signal ?? `exit code ${code}`}); another one takes its place`)
    setTimeout(() => isStopping || fork(), restartDelayMs)
  })
  // One may have ended while others were starting.
  for (let missing = settings.workers - workers().length; missing > 0; missing -= 1) fork()
  return {
    url: urlOf({ host: settings.host, port: first!.port }),
    seeded,
    async stop() {
      isStopping = true
      const ends = workers().map((worker) => once(worker, 'exit'))
      for (const worker of workers()) if (worker.isConnected()) worker.send(stopMessage)
      await Promise.all(ends)
    },
  }
}

/** Serves as one of the processes that `startWorkers` starts. */
export async function serveAsWorker(settings: Settings): Promise<void> {
  // Before it serves nothing is under way.
  let stop: () => void = () => process.exit(0)
  process.on('message', (message) => message === stopMessage && stop())
  const serving = await serve(settings)
  let stopping: Promise<void> | undefined
  stop = () => void (stopping ??= serving.stop().then(() => process.disconnect()))
  onStop(stop)
}

const workers = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)

/** Loads it once, before anybody else looks whether it is empty. */
async function prepareDatabase(settings: Settings): Promise<string | undefined> {
  const store = await openStore(settings)
  try {
    return await seed(store, settings, new Date())
  } finally {
    await store.close()
  }
}

/** @throws StartError when the process ends before it listens; it has said why. */
async function whenListening(worker: Worker): Promise<{ port: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ port: number }>()
  worker.once('listening', resolve).once('exit', () => reject(new StartError('a worker process could not start')))
  return promise
}
