import { checkSegment } from '../check-segment.js'
import { checkCredential } from '../credential.js'
import { contractHash } from '../generated/contract-hash.gen.js'
import type { OperationRequest } from './operation-request.js'

/** A request as it is sent, as often as need be. */
export interface PreparedRequest {
  url: string
  method: string
  headers: Headers
  body: string | null
}

/**
 * Writes a request out, once for all tries, at the moment of the call: what the caller changes later is not sent.
 *
 * @throws TypeError when a parameter of the path, the query or the headers cannot be sent.
 */
export function prepareRequest(baseUrl: string, { method, path, segments = {}, query = {}, headers = {}, body }: OperationRequest): PreparedRequest {
  const filled = path.replace(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(checkSegment(name, segments[name])))
  const sent = new Headers({ Accept: 'application/json', 'X-Contract-Hash': contractHash })
  if (body !== undefined) sent.set('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers)) setHeader(sent, name, checkCredential(name, value))
  return { url: `${baseUrl}${filled}${writeQuery(query)}`, method, headers: sent, body: body === undefined ? null : JSON.stringify(body) }
}

/** Sets a header unless there is no value for it. */
export function setHeader(headers: Headers, name: string, value: string | undefined): void {
  if (value !== undefined) headers.set(name, value)
}

/** The query as the contract writes it: a list in one parameter, with commas. */
function writeQuery(query: object): string {
  const parameters = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return []
    // Options in the place of the query would put their secrets into a URL.
    if (/[A-Z]/.test(name)) throw new TypeError(`"${name}" must not be in the query; options come after it`)
    if (/\p{Cs}/u.test(String(value))) throw new TypeError(`"${name}" must be well-formed text`)
    return [`${encodeURIComponent(name)}=${[value].flat().map(encodeURIComponent).join(',')}`]
  })
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`
}
