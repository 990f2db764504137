import { failureOf } from '../errors/failure-of.js'
import { isObject, parseJson } from '../json.js'

/**
 * Gives what an operation promises, and nothing else.
 *
 * @throws ApiError when the service refuses or fails.
 * @throws ContractError for every other answer that is not the promised success.
 */
export type Judge = (response: Response, text: string) => unknown

/** The envelope of a success, which is a 2xx with `meta` and `data`. */
export const judgeAnswer: Judge = (response, text) => {
  const body = parseJson(text)
  if (response.ok && isObject(body) && isObject(body.meta) && isObject(body.data)) return body
  throw failureOf(response, text)
}
