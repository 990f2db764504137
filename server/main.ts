/** The process: `node server/main.ts` is the sandbox, `--production` the service. */
import { pino } from 'pino'
import { createApp } from './app.ts'
import { readSettings, type Settings } from './config.ts'
import { seed } from './fixtures/seed.ts'
import { listen } from './http/listen.ts'
import { startScheduler } from './jobs/scheduler.ts'
import { onStop } from './on-stop.ts'
import { StartError } from './start-error.ts'
import { openStore } from './store/open-store.ts'
import { welcome } from './welcome.ts'

/** How long requests under way may take once the process was told to stop; container runtimes kill after ten seconds. */
const drainMs = 8_000

try {
  await run(readSettings(process.argv.slice(2), process.env))
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(`ehealth-auth cannot start: ${error.message}`)
  process.exit(1)
}

async function run(settings: Settings): Promise<void> {
  const now = () => new Date()
  const store = await openStore(settings)
  const seeded = await seed(store, settings, now())
  const logger = pino({ level: settings.logLevel })
  const services = { store, settings, now }
  const server = await listen(createApp(services, logger), settings)
  const scheduler = startScheduler(services, logger)
  onStop(async (reason) => {
    console.log(`${reason}: no new requests, finishing those under way`)
    await Promise.all([server.close(drainMs), scheduler.stop()])
    await store.close()
    console.log('stopped')
  })
  console.log(welcome(server.url, settings, seeded))
}
