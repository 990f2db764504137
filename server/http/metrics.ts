import { Router } from 'express'
import { Counter, Registry } from 'prom-client'
import { jobs } from '../jobs/jobs.ts'
import type { Store } from '../store/store.ts'
import { databaseUnavailable } from './database-unavailable.ts'

/** What the database counts of each job. */
const jobCounters = [
  { name: 'ehealth_auth_job_runs_total', column: 'runs', help: 'Runs of the job that have ended, those that failed among them.' },
  { name: 'ehealth_auth_job_failures_total', column: 'failures', help: 'Runs of the job that failed.' },
  { name: 'ehealth_auth_job_rows_total', column: 'handled_rows', help: 'Rows that the job has changed or deleted.' },
] as const

/**
 * `/metrics` for those who run the service, outside the contract, in the text format of Prometheus. What jobs have done is
 * read from the database, so every process on it tells the same.
 */
export function metrics(store: Store): Router {
  const registry = new Registry()
  for (const counter of jobCounters) countJobs(registry, store, counter)
  const router = Router()
  router.get('/metrics', async (_request, response) => {
    try {
      const text = await registry.metrics()
      response.type(registry.contentType).send(text)
    } catch {
      databaseUnavailable(response)
    }
  })
  return router
}

function countJobs(registry: Registry, store: Store, { name, column, help }: (typeof jobCounters)[number]): void {
  new Counter({
    name,
    help,
    labelNames: ['job'],
    registers: [registry],
    async collect() {
      const rows = await store.read.selectFrom('jobs').select(['name', column]).execute()
      this.reset()
      // A job that has not run yet counts as well, so that its first run is seen as an increase.
      for (const job of jobs) this.inc({ job: job.name }, rows.find((row) => row.name === job.name)?.[column] ?? 0)
    },
  })
}
