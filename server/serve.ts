import { pino } from 'pino'
import { collectDefaultMetrics } from 'prom-client'
import { createApp } from './app.ts'
import type { Settings } from './config.ts'
import { seed } from './fixtures/seed.ts'
import { hostAlone } from './hosting.ts'
import { listen } from './http/listen.ts'
import { startScheduler } from './jobs/scheduler.ts'
import type { SchemaUpdate } from './store/migrate.ts'
import { openStore } from './store/open-store.ts'

/** What was done to the database before anybody was served. */
export interface Prepared {
  schemaUpdate: SchemaUpdate
  /** The fixture file that was loaded. */
  seeded: string | undefined
}

/** Processes that serve, or the only one. */
export interface Serving extends Prepared {
  url: string
  /** How many requests wait for their answer. */
  underWay(): Promise<number>
  /** Finishes the requests under way, and closes the database; tells how many requests took too long and were cut off. */
  stop(): Promise<number>
}

/** How long requests under way may take once the process was told to stop; container runtimes kill after ten seconds. */
export const drainSeconds = 8

/**
 * Opens the database, loads it where it is empty, and listens.
 * @throws StartError when the process cannot start.
 */
export async function serve(settings: Settings, hosting = hostAlone()): Promise<Serving> {
  const now = () => new Date()
  const store = await openStore(settings)
  const seeded = await seed(store, settings, now())
  const logger = pino({ level: settings.logLevel })
  const services = { store, settings, now }
  collectDefaultMetrics({ register: hosting.registry })
  const server = await listen(createApp(services, logger, hosting), settings, logger)
  const scheduler = startScheduler(services, logger)
  return {
    url: server.url,
    schemaUpdate: store.schemaUpdate,
    seeded,
    underWay: async () => server.underWay(),
    async stop() {
      hosting.isStopping = true
      const [cutOff] = await Promise.all([server.close(drainSeconds * 1_000), scheduler.stop()])
      await store.close()
      return cutOff
    },
  }
}
