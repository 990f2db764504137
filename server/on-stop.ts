/** Taken at the start, because npm may be stopped before anything else has happened. */
const parent = process.ppid

/** How often to look whether npm is still there. */
const npmCheckMs = 250

/**
 * Calls `stop` once: on SIGTERM, on SIGINT, or when npm started the process and was stopped itself. npm passes a signal to
 * the shell between them, and most shells end without passing it on. A second signal ends the process at once.
 */
export function onStop(stop: (reason: string) => void): void {
  const startedByNpm = process.env.npm_lifecycle_event !== undefined
  const watch = setInterval(() => {
    if (startedByNpm && process.ppid !== parent) once('npm has ended')
  }, npmCheckMs).unref()
  process.on('SIGTERM', once).on('SIGINT', once)

  function once(reason: string): void {
    clearInterval(watch)
    process.off('SIGTERM', once).off('SIGINT', once)
    stop(reason)
  }
}
