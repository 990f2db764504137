import { checkSegment } from './check-segment.js'
import { checkCredential } from './credential.js'
import { contractHash } from './generated/contract-hash.gen.js'
import type { OperationRequest } from './operation-request.js'

/** A request as it is sent, as often as need be. */
export interface PreparedRequest {
  url: string
  method: string
  headers: Headers
  body: string | null
}

/** What a request has beside what its operation says, by the name of the option it comes from. */
export interface RequestCredentials {
  accessToken?: string | undefined
  apiKey?: string | undefined
  customPsk?: string | undefined
  idempotencyKey?: string | undefined
}

/**
 * Writes a request out, once for all tries.
 *
 * @throws TypeError when a parameter of the path or of the headers cannot be sent.
 */
export function prepareRequest(baseUrl: string, request: OperationRequest, credentials: RequestCredentials): PreparedRequest {
  const { method, path, segments = {}, query = {}, body } = request
  const headers = headersOf({
    Accept: 'application/json',
    'Content-Type': body === undefined ? undefined : 'application/json',
    'X-Contract-Hash': contractHash,
    'X-Idempotency-Key': credentials.idempotencyKey,
    'X-Custom-PSK': credentials.customPsk,
    'API-key': credentials.apiKey,
    ...checked(request.headers),
    Authorization: credentials.accessToken && `Bearer ${credentials.accessToken}`,
  })
  const filled = path.replace(/\{(\w+)\}/g, (_braces, name: string) => encodeURIComponent(checkSegment(name, segments[name])))
  return { url: `${baseUrl}${filled}${writeQuery(query)}`, method, headers, body: body === undefined ? null : JSON.stringify(body) }
}

function checked(headers: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, checkCredential(name, value)]))
}

function headersOf(values: Record<string, string | undefined>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** The query as the contract writes it: a list in one parameter, with commas. */
function writeQuery(query: object): string {
  const parameters = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return []
    if (/\p{Cs}/u.test(String(value))) throw new TypeError(`"${name}" must be well-formed text`)
    return [`${encodeURIComponent(name)}=${[value].flat().map(encodeURIComponent).join(',')}`]
  })
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`
}
