/** The process: `node server/main.ts` is the sandbox, `--production` the service. */
import cluster from 'node:cluster'
import { readSettings, type Settings } from './config.ts'
import { stopped, stopping } from './farewell.ts'
import { onStop } from './on-stop.ts'
import { serve, type Serving } from './serve.ts'
import { StartError } from './start-error.ts'
import { welcome } from './welcome.ts'
import { serveAsWorker } from './worker.ts'
import { startWorkers } from './workers.ts'

try {
  const settings = readSettings(process.argv.slice(2), process.env)
  await (cluster.isWorker ? serveAsWorker(settings) : run(settings))
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(`ehealth-auth cannot start: ${error.message}`)
  process.exit(1)
}

async function run(settings: Settings): Promise<void> {
  const serving: Serving = await (settings.workers > 1 ? startWorkers(settings) : serve(settings))
  const startedAt = performance.now()
  onStop(async (reason) => {
    const counted = serving.underWay()
    const ended = serving.stop()
    const underWay = await counted
    console.log(stopping(reason, underWay))
    console.log(stopped(underWay, await ended, performance.now() - startedAt))
  })
  console.log(welcome(serving, settings))
}
