import type { Settings } from './config.ts'
import type { Store } from './store/store.ts'

/** What the handlers work with. Time is passed in, so that tests need no patching. */
export interface Services {
  store: Store
  settings: Settings
  now(): Date
}

export const secondsPerDay = 86_400

/** Unix seconds, the unit of `expires_at`. */
export const unixSeconds = (date: Date): number => Math.floor(date.getTime() / 1000)
