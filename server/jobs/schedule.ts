import { Cron } from 'croner'

/** In UTC, as the original: where clocks are changed, an hour of the night is missing or comes twice. */
const options = { mode: '5-part', utcOffset: 0, unref: true, protect: true } as const

/** Tells whether a text is five fields of cron: minute, hour, day, month and weekday. */
export function isSchedule(text: string): boolean {
  // The library takes moments and names such as `@daily` too.
  if (!/^\S+(\s+\S+){4}$/.test(text)) return false
  try {
    new Cron(text, options)
    return true
  } catch {
    return false
  }
}

/** A timer to be stopped. */
export interface Timer {
  stop(): void
}

/**
 * Calls `work` with each point of the schedule when it has come, but not while `work` is busy with an earlier one. Does not
 * keep the process alive.
 */
export function onSchedule(schedule: string, now: () => Date, work: (dueAt: Date) => Promise<void>): Timer {
  return new Cron(schedule, options, async (timer) => {
    // The library looks for points before a moment, without the moment itself.
    const [dueAt] = timer.previousRuns(1, new Date(now().getTime() + 1))
    if (dueAt !== undefined) await work(dueAt)
  })
}
