import type { Queries } from './store.ts'

/** The transaction statements of the one connection that writes. */
export interface TransactionControl {
  /** Waits while another process writes, for a while. */
  begin(): Promise<void>
  commit(): void
  rollback(): void
  savepoint(): void
  release(): void
  rollbackToSavepoint(): void
  /** False when the database gave up the whole transaction, as SQLite does on a full disk. */
  isOpen(): boolean
}

interface Job {
  work(transaction: Queries): Promise<unknown>
  resolve(result: unknown): void
  reject(error: unknown): void
}

type Outcome = { job: Job; result: unknown } | { job: Job; error: unknown }

/** More in one transaction would keep the event loop from answering anybody else. */
const maxBatch = 100

/**
 * Shares one transaction, and so one wait for the disk, among the writes of a turn of the event loop. Each job has a
 * savepoint of its own, so that a failing one takes nothing from its neighbours, and hears of success after COMMIT.
 */
export class GroupCommit {
  #queue: Job[] = []
  #running: Promise<void> | undefined
  readonly #control: TransactionControl
  readonly #transaction: Queries

  constructor(control: TransactionControl, transaction: Queries) {
    this.#control = control
    this.#transaction = transaction
  }

  run<Result>(work: (transaction: Queries) => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#queue.push({ work, resolve, reject })
    this.#running ??= this.#drain()
    // The job resolves with what its own work returned.
    return promise as Promise<Result>
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise((resolve) => setImmediate(resolve))
      await this.#commitTogether()
    }
    this.#running = undefined
  }

  async #commitTogether(): Promise<void> {
    try {
      await this.#control.begin()
    } catch (error) {
      // Whoever came meanwhile would wait as long again, and in vain.
      for (const job of this.#queue.splice(0)) job.reject(error)
      return
    }
    const jobs = this.#queue.splice(0, maxBatch)
    try {
      const outcomes: Outcome[] = []
      for (const job of jobs) outcomes.push(await this.#attempt(job))
      this.#control.commit()
      for (const outcome of outcomes) {
        if ('error' in outcome) outcome.job.reject(outcome.error)
        else outcome.job.resolve(outcome.result)
      }
    } catch (error) {
      for (const job of jobs) job.reject(error)
      this.#rollback()
    }
  }

  /** A rollback that fails leaves a transaction that the next `begin` cannot open, so the next jobs hear of it. */
  #rollback(): void {
    try {
      if (this.#control.isOpen()) this.#control.rollback()
    } catch {
      // The jobs have been told why their transaction failed, and there is nobody else to tell.
    }
  }

  /** @throws when the whole transaction is lost, and with it every job of the batch. */
  async #attempt(job: Job): Promise<Outcome> {
    this.#control.savepoint()
    try {
      const result = await job.work(this.#transaction)
      this.#control.release()
      return { job, result }
    } catch (error) {
      if (!this.#control.isOpen()) throw error
      this.#control.rollbackToSavepoint()
      this.#control.release()
      return { job, error }
    }
  }
}
