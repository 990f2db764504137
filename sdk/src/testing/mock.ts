import { checkBaseUrl } from '../base-url.js'
import { checkCount } from '../check-count.js'
import { operations } from '../generated/examples.gen.js'
import { answerNamed } from './choose-answer.js'
import { createExchange } from './exchange.js'
import type { MockCall } from './mock-call.js'
import type { AnswerName, AnswerOptions, FailureOptions, KnownName, OptionsFor, UnlistedAnswer } from './mock-options.js'
import type { OperationId } from './operation-id.js'
import { type PlannedAnswer, PlannedAnswers } from './planned-answers.js'
import { unlistedAnswer } from './unlisted-answer.js'
import { writeAnswer } from './write-answer.js'

/** What a mock may differ in. */
export interface MockOptions {
  /** Where it pretends to be: an absolute http or https URL, which may have a path. @default 'https://ehealth-auth.test' */
  baseUrl?: string | undefined
}

/** The service, as far as its contract tells, inside this process. */
export interface Mock {
  /** To give to the client. Without a slash at its end. */
  readonly baseUrl: string
  /**
   * To give to the client, or to call in place of the platform's. Rejects with a `TypeError` what is for another server, and
   * with the reason of the signal when that is aborted before the answer is there.
   */
  readonly fetch: typeof fetch
  /** What was asked, the oldest first. It is one list for all time, and `reset` empties it. */
  readonly calls: readonly MockCall[]
  /**
   * Says what an operation answers, whatever the request alone would lead to.
   *
   * Without `times` it holds from now on, and everything said of the operation before is forgotten. With `when` nothing is
   * forgotten, and a call is answered by the newest that holds for it. What has `times` goes first, in the order in which
   * it was said; when it is used up, the answer is again what it was before.
   *
   * @param answer The name of an example, or a status for its first example. Or an answer that the contract does not list, as
   *   it is at this moment: what a proxy says when the service is down.
   * @throws TypeError when the contract has no such operation, the operation no such answer, or the answer or `times` cannot be.
   * @example
   * mock.use('createToken', 'expiredRefreshToken')
   * mock.use('createToken', 'unavailable', { times: 2 }) // twice, and then again expiredRefreshToken
   * mock.use('verifyToken', 'unknownToken', { when: ({ parameters }) => parameters.value === 'stolen' })
   * mock.use('createToken', 'refreshedToken', { change: ({ data }) => void (data.value = 'mine') })
   * mock.use('listUsers', { status: 502, body: '<h1>Bad Gateway</h1>' })
   */
  use<Id extends OperationId, const Name extends AnswerName<Id> | (string & {}) | number>(
    operationId: Id,
    answer: KnownName<Id, Name> | UnlistedAnswer,
    options?: OptionsFor<Id, Name>,
  ): void
  /**
   * Says that the connection breaks, so that `fetch` rejects with a `TypeError`. For the rest it is as `use`.
   *
   * @throws TypeError when the contract has no such operation, or `times` cannot be.
   */
  fail(operationId: OperationId, options?: FailureOptions): void
  /** Forgets all that was said and all that was asked. */
  reset(): void
}

/**
 * Makes a mock of the API out of the examples that the contract shows. It has no network and no state but what the test says.
 *
 * A request is answered with the first success of its operation, unless `use` says otherwise. One that lacks what the
 * contract asks for (a bearer token, a UUID in the path, what must be in the query or in the body) is refused as the service
 * would refuse it, and the header `sl-violations` says why. The header `Prefer: code=401, example=expiredRefreshToken`
 * chooses an answer, as it does with Prism. Tokens are good for 30 days from the answer's `Date`.
 *
 * @throws TypeError when `baseUrl` cannot be used.
 * @example
 * const mock = createMock()
 * const auth = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch })
 * mock.use('createToken', 'expiredRefreshToken')
 */
export function createMock(options: MockOptions = {}): Mock {
  const baseUrl = checkBaseUrl(options.baseUrl ?? 'https://ehealth-auth.test')
  const planned = new PlannedAnswers()
  const calls: MockCall[] = []

  function plan(operationId: OperationId, options: FailureOptions, answer: PlannedAnswer['answer']): void {
    if (options.times !== undefined) checkCount('times', options.times, 1, 1_000)
    planned.add({ operationId, options, answer })
  }

  return {
    baseUrl,
    fetch: createExchange(baseUrl, planned, calls),
    calls,
    use(operationId, given, options: AnswerOptions<unknown> = {}) {
      checkOperation(operationId)
      if (typeof given === 'object') return plan(operationId, options, unlistedAnswer(given))
      const answer = answerNamed(operationId, given)
      if (answer === undefined) {
        throw new TypeError(`"answer" must be a status of ${operationId} or the name of one of its examples`)
      }
      plan(operationId, options, (request) => writeAnswer(request, answer, options))
    },
    fail(operationId, options = {}) {
      checkOperation(operationId)
      plan(operationId, options, () => {
        throw new TypeError('fetch failed', { cause: new Error('the mock was told to fail') })
      })
    },
    reset() {
      planned.clear()
      calls.length = 0
    },
  }
}

function checkOperation(operationId: OperationId): void {
  if (!Object.hasOwn(operations, operationId)) throw new TypeError('"operationId" must be an operation of the contract')
}
