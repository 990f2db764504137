import { isObject } from '../json.js'

/** What the platform calls a failure, such as ECONNREFUSED: the code that stands nearest to the end of the causes; else the empty text. */
export function codeOf(error: unknown): string {
  if (!isObject(error)) return ''
  return codeOf(error.cause) || (typeof error.code === 'string' ? error.code : '')
}
