import { isObject } from '../json.js'

/** An error may be its own cause. */
export const mostCauses = 8

/** What the platform calls a failure, such as ECONNREFUSED: the code that stands nearest to the end of the causes; else the empty text. */
export function codeOf(error: unknown, depth = 0): string {
  if (!isObject(error) || depth === mostCauses) return ''
  return codeOf(error.cause, depth + 1) || (typeof error.code === 'string' ? error.code : '')
}
