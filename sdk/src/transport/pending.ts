/** What came beside the answer. */
export interface ResponseInfo {
  /** The HTTP status: what tells an object that was made (201) from one that was changed (200). */
  status: number
  /** All headers. A browser shows a page of another origin only those that the service exposes. */
  headers: Headers
  /** The id to quote to the operators of the service. */
  requestId: string | undefined
  /** How often the call was sent. */
  tries: number
  /** Whether it may have been done more than once, because the answer to an earlier try was lost. */
  mayBeTwice: boolean
}

/** An answer and what came beside it. */
export interface AnswerWithResponse<Answer> {
  /** What awaiting the call itself gives. */
  answer: Answer
  /** The status, the headers and how the call went. */
  response: ResponseInfo
}

/** The answer to come. The call is under way already, whether or not anybody waits for it. */
export interface Pending<Answer> extends Promise<Answer> {
  /** The answer together with its status and headers. */
  withResponse(): Promise<AnswerWithResponse<Answer>>
}

/** Gives the answer to those who await it, and more to those who ask. */
export function pending<Answer>(exchange: Promise<AnswerWithResponse<Answer>>): Pending<Answer> {
  const answer = exchange.then((outcome) => outcome.answer)
  // A promise of its own for each who asks, so that a failure which nobody waits for is not hidden.
  const withResponse = async () => {
    // Whoever asks for more hears of a failure there, so here it is nobody's.
    answer.catch(() => {})
    return exchange
  }
  return Object.assign(answer, { withResponse })
}
