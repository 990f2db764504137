import type { Meta } from '../generated/types.gen.js'
import type { GuardedRequest, GuardedResponse } from './middleware.js'
import type { Refusal } from './refusal.js'

/** An id of the caller's is taken over when it is long enough to be unique and cannot break a log line. */
const acceptableId = /^[\x21-\x7e]{20,200}$/

/** Answers with a refusal in the envelope of the contract. */
export function sendRefusal(request: GuardedRequest, response: GuardedResponse, { status, type, message }: Refusal): void {
  const given = request.headers['x-request-id']
  const meta: Meta = {
    code: status,
    url: urlOf(request),
    type: 'object',
    request_id: typeof given === 'string' && acceptableId.test(given) ? given : crypto.randomUUID(),
  }
  response.statusCode = status
  response.setHeader('X-Request-Id', meta.request_id)
  response.setHeader('Cache-Control', 'no-store')
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="ehealth-auth"')
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.end(JSON.stringify({ meta, error: { type, message } }))
}

/** The URL of the request without its query. */
function urlOf({ headers, url = '/', originalUrl = url, protocol, socket }: GuardedRequest): string {
  const isEncrypted = socket !== undefined && 'encrypted' in socket
  return `${protocol ?? (isEncrypted ? 'https' : 'http')}://${headers.host ?? 'localhost'}${originalUrl.split('?', 1)[0]}`
}
