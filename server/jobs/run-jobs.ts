/** The process: `node server/jobs/run-jobs.ts` runs every job once, now; names as arguments choose among them. */
import { readSettings } from '../config.ts'
import { onStop } from '../on-stop.ts'
import type { Services } from '../services.ts'
import { StartError } from '../start-error.ts'
import { sqliteFileOf } from '../store/database-url.ts'
import { openStore } from '../store/open-store.ts'
import { requireFile } from '../store/require-file.ts'
import type { Job } from './job.ts'
import { jobs } from './jobs.ts'
import { runJob } from './run-job.ts'

/** Told to stop, it finishes the batch under way and gives the job back. */
const stopping = new AbortController()

try {
  const chosen = chooseJobs(process.argv.slice(2))
  const settings = readSettings([], process.env)
  const file = sqliteFileOf(settings.databaseUrl)
  if (file !== undefined) requireFile(file)
  const store = await openStore(settings)
  onStop(() => stopping.abort())
  for (const job of chosen) if (!stopping.signal.aborted) await report(job, { store, settings, now: () => new Date() })
  await store.close()
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(`cannot run jobs: ${error.message}`)
  process.exit(1)
}

function chooseJobs(names: string[]): readonly Job[] {
  const known = jobs.map(({ name }) => name)
  for (const name of names) {
    if (!known.includes(name)) throw new StartError(`there is no job "${name}", only ${known.join(', ')}`)
  }
  return names.length === 0 ? jobs : jobs.filter(({ name }) => names.includes(name))
}

async function report(job: Job, services: Services): Promise<void> {
  try {
    const rows = await runJob(job, services, { signal: stopping.signal })
    if (rows !== undefined) return console.log(`${job.name}: ${rows} ${rows === 1 ? 'row' : 'rows'}`)
    fail(job, 'another instance is running it just now, or was killed less than a minute ago')
  } catch (error) {
    fail(job, `failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The other jobs have their turn all the same. */
function fail({ name }: Job, reason: string): void {
  console.error(`${name}: ${reason}`)
  process.exitCode = 1
}
