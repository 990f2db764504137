import type { MockCall } from './mock-call.js'
import type { FailureOptions } from './mock-options.js'
import type { OperationId } from './operation-id.js'
import type { ReceivedRequest } from './receive-request.js'

/** What the test has said of the calls of an operation. */
export interface PlannedAnswer {
  operationId: OperationId
  options: FailureOptions
  /** Gives the answer to a request; throws when there is to be none. */
  answer: (request: ReceivedRequest) => Response
}

interface CountedAnswer extends PlannedAnswer {
  timesLeft: number
}

/** What the test has said, in the order in which it did. */
export class PlannedAnswers {
  #planned: CountedAnswer[] = []

  /** What is for all calls from now on replaces everything that was said of the operation before. */
  add(answer: PlannedAnswer): void {
    const { times = Infinity, when } = answer.options
    const { operationId } = answer
    if (times === Infinity && when === undefined) this.#remove((earlier) => earlier.operationId === operationId)
    this.#planned.push({ ...answer, timesLeft: times })
  }

  /** What this call gets: what is for so many calls in its order, and then the newest of what lasts. Counts down. */
  take(call: MockCall): PlannedAnswer | undefined {
    const ofOperation = this.#planned.filter(({ operationId }) => operationId === call.operationId)
    const fitting = ofOperation.filter(({ options }) => options.when?.(call) ?? true)
    const taken = fitting.find(({ timesLeft }) => timesLeft < Infinity) ?? fitting.at(-1)
    if (taken !== undefined) taken.timesLeft -= 1
    this.#remove(({ timesLeft }) => timesLeft === 0)
    return taken
  }

  /** Forgets everything. */
  clear(): void {
    this.#planned = []
  }

  #remove(isOver: (planned: CountedAnswer) => boolean): void {
    this.#planned = this.#planned.filter((planned) => !isOver(planned))
  }
}
