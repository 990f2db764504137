import { pino } from 'pino'
import { createApp } from './app.ts'
import type { Settings } from './config.ts'
import { seed } from './fixtures/seed.ts'
import { listen } from './http/listen.ts'
import { startScheduler } from './jobs/scheduler.ts'
import { openStore } from './store/open-store.ts'

/** A process that serves. */
export interface Serving {
  url: string
  /** The fixture file that was loaded. */
  seeded: string | undefined
  /** Finishes the requests under way, and closes the database. */
  stop(): Promise<void>
}

/** How long requests under way may take once the process was told to stop; container runtimes kill after ten seconds. */
const drainMs = 8_000

/**
 * Opens the database, loads it where it is empty, and listens.
 * @throws StartError when the process cannot start.
 */
export async function serve(settings: Settings): Promise<Serving> {
  const now = () => new Date()
  const store = await openStore(settings)
  const seeded = await seed(store, settings, now())
  const logger = pino({ level: settings.logLevel })
  const services = { store, settings, now }
  const server = await listen(createApp(services, logger), settings)
  const scheduler = startScheduler(services, logger)
  return {
    url: server.url,
    seeded,
    async stop() {
      await Promise.all([server.close(drainMs), scheduler.stop()])
      await store.close()
    },
  }
}
