import type { Settings } from '../config.ts'
import type { Services } from '../services.ts'
import type { Queries } from '../store/store.ts'

/** More rows in one write would keep everybody else waiting. */
export const batchRows = 500

/** Work that is done again and again, a batch at a time. */
export interface Job {
  name: string
  /** The schedule that the settings give it; undefined when it is off. */
  schedule(settings: Settings): string | undefined
  /** Handles the next rows, `batchRows` of a table at most, and returns how many there were. */
  handle(db: Queries, services: Services): Promise<number>
}
