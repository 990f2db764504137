import { causesOf } from './causes-of.js'

/** What the platform calls a failure, such as ECONNREFUSED: the code that stands nearest to the end of the causes; else the empty text. */
export function codeOf(error: unknown): string {
  return causesOf(error).reduce((nearest, { code }) => (typeof code === 'string' && code !== '' ? code : nearest), '')
}
