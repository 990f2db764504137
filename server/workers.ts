import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import type { Settings } from './config.ts'
import { Conversation } from './conversation.ts'
import { seed } from './fixtures/seed.ts'
import { urlOf } from './http/listen.ts'
import type { Prepared, Serving } from './serve.ts'
import { StartError } from './start-error.ts'
import { openStore } from './store/open-store.ts'
import { SummedMetrics } from './summed-metrics.ts'

/** Where no process can live, one after the other must not use up the machine. */
const restartDelayMs = 200

/** One of the processes. */
interface Member {
  conversation: Conversation
  isServing: boolean
}

/**
 * Starts processes that share the port and the database. One that ends is replaced, unless it could not even start.
 * @throws StartError when the database cannot be used or a process cannot start.
 */
export async function startWorkers(settings: Settings): Promise<Serving> {
  const prepared = await prepareDatabase(settings)
  const members = new Map<Worker, Member>()
  const metrics = new SummedMetrics()
  let isStopping = false
  const { port } = await startAll()
  cluster.on('exit', ({ process: { pid } }, code, signal) => {
    if (isStopping) return
    console.error(`process ${pid} ended (${signal ?? `exit code ${code}`}); another one takes its place`)
    setTimeout(() => isStopping || fork(), restartDelayMs)
  })
  // One may have ended while others were starting.
  for (let missing = settings.workers - members.size; missing > 0; missing -= 1) fork()
  return {
    ...prepared,
    url: urlOf({ host: settings.host, port }),
    underWay: () => askAll('underWay'),
    async stop() {
      isStopping = true
      const ends = [...members.keys()].map((worker) => once(worker, 'exit'))
      const cutOff = askAll('stop')
      await Promise.all(ends)
      return cutOff
    },
  }

  function fork(): Worker {
    // The sandbox makes a key of its own, which must be the same in all of them.
    const worker = cluster.fork({ JWT_SECRET: settings.jwtSecret })
    const conversation = new Conversation(worker, { metrics: () => metrics.tell(serving()) })
    const member = { conversation, isServing: false }
    members.set(worker, member)
    worker.once('listening', () => {
      member.isServing = true
      if (isStopping) void conversation.ask('stop')
    })
    worker.once('exit', () => {
      members.delete(worker)
      metrics.end(conversation)
    })
    return worker
  }

  async function startAll(): Promise<{ port: number }> {
    const started = Array.from({ length: settings.workers }, fork).map(whenListening)
    const [first] = await Promise.all(started).catch((error: unknown) => {
      for (const worker of members.keys()) worker.process.kill('SIGKILL')
      throw error
    })
    return first!
  }

  /** One that is starting may not hear yet what it is asked. */
  function serving(): Conversation[] {
    return [...members.values()].flatMap(({ isServing, conversation }) => (isServing ? [conversation] : []))
  }

  /** The sum of what they reply; one that ends instead has nothing more to tell. */
  async function askAll(question: string): Promise<number> {
    const replies = await Promise.all(serving().map((conversation) => conversation.ask(question)))
    return replies.reduce((sum: number, reply) => sum + Number(reply ?? 0), 0)
  }
}

/** Loads it once, before anybody else looks whether it is empty. */
async function prepareDatabase(settings: Settings): Promise<Prepared> {
  const store = await openStore(settings)
  try {
    return { schemaUpdate: store.schemaUpdate, seeded: await seed(store, settings, new Date()) }
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
