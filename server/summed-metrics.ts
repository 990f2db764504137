import { setTimeout as wait } from 'node:timers/promises'
import { AggregatorRegistry, type Registry } from 'prom-client'
import type { Conversation } from './conversation.ts'

/** What one process tells of all its metrics. */
type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

/** How long a process may take to tell its figures; a little longer than its database may take, and less than Prometheus waits. */
const patienceMs = 7_000

/**
 * The metrics of several processes as those of one. Of a process that has ended, what it had counted when it was last asked stays in the
 * sum, so that no counter goes back; one that does not answer in time is counted with what it told the last time.
 */
export class SummedMetrics {
  readonly #told = new Map<Conversation, Figures>()
  #ended: Promise<Figures> = Promise.resolve([])

  /** Asks these processes, and tells the sum in the text format of Prometheus. */
  async tell(processes: Conversation[]): Promise<string> {
    await Promise.all(processes.map((process) => this.#ask(process)))
    return AggregatorRegistry.aggregate([await this.#ended, ...this.#told.values()]).metrics()
  }

  /** Says that a process has ended. */
  end(process: Conversation): void {
    const counted = (this.#told.get(process) ?? []).filter(isCounted)
    this.#told.delete(process)
    this.#ended = this.#ended.then((ended) => AggregatorRegistry.aggregate([ended, counted]).getMetricsAsJSON())
  }

  async #ask(process: Conversation): Promise<void> {
    const figures = await Promise.race([process.ask('metrics'), wait(patienceMs, undefined, { ref: false })])
    // Those of a process that has ended meanwhile are undefined.
    if (figures !== undefined) this.#told.set(process, figures as Figures)
  }
}

/** What a process has at the moment, such as memory, ends with it; the library's type of this member is not what it holds. */
const isCounted = ({ type }: Figures[number]): boolean => ['counter', 'histogram'].includes(String(type))
