import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** A status, if there was an answer. */
type Outcome = number | 'no answer'

/** The requests of one kind. */
export interface Count {
  statuses: Map<Outcome, number>
  /** In microseconds. */
  latency: RecordableHistogram
}

/** A service that was wrong so often need not be asked any more. */
const maxBreaches = 200

/** What came of the requests. */
export class Tally {
  readonly counts = new Map<string, Count>()
  /** What was not as expected, in words, and how often. */
  readonly breaches = new Map<string, number>()
  breachCount = 0
  total = 0
  readonly #hopeless = new AbortController()

  /** Aborted when it makes no sense to go on. */
  get hopeless(): AbortSignal {
    return this.#hopeless.signal
  }

  /** Counts an answer. */
  count(kind: string, status: number, tookMs: number): void {
    this.#add(kind, status).record(Math.max(1, Math.round(tookMs * 1_000)))
  }

  /** Counts a request whose answer nobody waits for. */
  leave(kind: string): void {
    this.#add(kind, 'no answer')
  }

  /** Notes something that must not happen. */
  breach(text: string): void {
    this.breachCount += 1
    this.breaches.set(text, (this.breaches.get(text) ?? 0) + 1)
    if (this.breachCount === maxBreaches) this.#hopeless.abort()
  }

  /** Notes something after which nothing can go well. */
  giveUp(text: string): void {
    this.breach(text)
    this.#hopeless.abort()
  }

  #add(kind: string, outcome: Outcome): RecordableHistogram {
    const count = this.counts.get(kind) ?? { statuses: new Map<Outcome, number>(), latency: createHistogram() }
    this.counts.set(kind, count)
    count.statuses.set(outcome, (count.statuses.get(outcome) ?? 0) + 1)
    this.total += 1
    return count.latency
  }
}
