import type { Logger } from 'pino'
import type { Services } from '../services.ts'
import type { Job } from './job.ts'
import { jobs } from './jobs.ts'
import { runJob } from './run-job.ts'
import { onSchedule } from './schedule.ts'

/** The jobs on their schedules. */
export interface Scheduler {
  /** Starts no more runs, and resolves when the batches under way are done. */
  stop(): Promise<void>
}

/**
 * Runs each job on the schedule of its setting, from now on. Of all processes on the database one takes the job at each point
 * of its schedule. A job that fails is logged, and runs again at the next point.
 */
export function startScheduler(services: Services, logger: Logger): Scheduler {
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  const timers = jobs.flatMap((job) => {
    const schedule = job.schedule(services.settings)
    return schedule === undefined ? [] : [onSchedule(schedule, services.now, (dueAt) => follow(run(job, dueAt)))]
  })
  return {
    async stop() {
      for (const timer of timers) timer.stop()
      stopping.abort()
      await Promise.all(underWay)
    },
  }

  async function follow(running: Promise<void>): Promise<void> {
    underWay.add(running)
    await running
    underWay.delete(running)
  }

  async function run(job: Job, dueAt: Date): Promise<void> {
    try {
      const rows = await runJob(job, services, { dueAt, signal: stopping.signal })
      // Most runs find nothing to do.
      if (rows !== undefined) logger[rows > 0 ? 'info' : 'debug']({ job: job.name, rows }, 'job done')
    } catch (error) {
      logger.error({ job: job.name, fault: faultOf(error) }, 'job failed')
    }
  }
}

/** Only the members listed here are written: what a driver tells besides can hold the values of rows. */
function faultOf(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  return { name, message, stack, code: 'code' in error ? error.code : undefined }
}
