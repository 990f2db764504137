/** What came beside the answer. */
export interface ResponseInfo {
  status: number
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
  answer: Answer
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
