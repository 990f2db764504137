import { failureOf } from '../errors/failure-of.js'
import { isObject } from '../json.js'
import { type Judge, judgeAnswer } from './judge-answer.js'

/** The envelope of a page of a list, which says where in the list it is: a reader must not take a stranger's answer for the end. */
export const judgePage: Judge = (response, text) => {
  const body = judgeAnswer(response, text)
  if (isPage(body)) return body
  throw failureOf(response, text)
}

function isPage(body: unknown): boolean {
  if (!(isObject(body) && Array.isArray(body.data) && isObject(body.paging))) return false
  const { page_number: pageNumber, total_pages: totalPages } = body.paging
  return [pageNumber, totalPages].every(Number.isInteger)
}
