/** Somebody to tell; `console` is one. Nothing told is a secret. */
export interface Logger {
  /** What is sent, what comes back, and waits before the next try. */
  debug(message: string, details: Record<string, unknown>): void
  /** What its owner should look at, once. */
  warn(message: string, details: Record<string, unknown>): void
}

/** Headers that say nothing secret. All others are left out, those of the future included. */
const shown = ['accept', 'content-type', 'content-length', 'date', 'deprecation', 'retry-after', 'sunset', 'x-contract-hash', 'x-request-id']

/** The headers that may be told. */
export function shownHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => shown.includes(name)))
}

/** Tells nobody but the developer at the console, and only what needs looking at. */
const quietLogger: Logger = {
  debug: () => {},
  warn: (message, details) => console.warn(message, details),
}

/** A logger that cannot break a call: what it throws, now or later, is dropped, because an answer may hold a secret that comes only once. */
export function safeLogger(logger: Logger = quietLogger): Logger {
  const tell = (level: 'debug' | 'warn'): Logger['debug'] => async (message, details) => {
    try {
      // An asynchronous logger fits the type too, and its failure would be one that nobody handles.
      await logger[level](message, details)
    } catch {
      return
    }
  }
  return { debug: tell('debug'), warn: tell('warn') }
}
