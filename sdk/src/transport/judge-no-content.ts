import { failureOf } from '../errors/failure-of.js'
import type { Judge } from './judge-answer.js'

/** The success of an operation whose answer has no body. */
export const judgeNoContent: Judge = (response, text) => {
  if (response.status !== 204) throw failureOf(response, text)
}
