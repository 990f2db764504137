import { Counter, type Registry } from 'prom-client'
import { jobs } from '../jobs/jobs.ts'
import type { Store } from '../store/store.ts'

/** What the database counts of each job. */
const jobCounters = [
  { name: 'ehealth_auth_job_runs_total', column: 'runs', help: 'Runs of the job that have ended, those that failed among them.' },
  { name: 'ehealth_auth_job_failures_total', column: 'failures', help: 'Runs of the job that failed.' },
  { name: 'ehealth_auth_job_rows_total', column: 'handled_rows', help: 'Rows that the job has changed or deleted.' },
] as const

/**
 * Tells what jobs have done. It is read from the database, so every process on it tells the same; while the database is away there are
 * no figures of jobs, which is not the same as 0.
 */
export function jobMetrics(registry: Registry, store: Store): void {
  for (const counter of jobCounters) countJobs(registry, store, counter)
}

function countJobs(registry: Registry, store: Store, { name, column, help }: (typeof jobCounters)[number]): void {
  new Counter({
    name,
    help,
    labelNames: ['job'],
    registers: [registry],
    // Processes that tell the same must not be added up.
    aggregator: 'max',
    async collect() {
      const rows = await store.read.selectFrom('jobs').select(['name', column]).execute().catch(() => undefined)
      this.reset()
      if (rows === undefined) return
      // A job that has not run yet counts as well, so that its first run is seen as an increase.
      for (const job of jobs) this.inc({ job: job.name }, rows.find((row) => row.name === job.name)?.[column] ?? 0)
    },
  })
}
