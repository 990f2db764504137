import { checkCount } from '../check-count.js'
import type { UnlistedAnswer } from './mock-options.js'

/**
 * Makes ready an answer that the contract does not list, as it is at this moment, to be given whenever it is wanted.
 *
 * @throws TypeError when it cannot be sent, such as a body with the status 204.
 */
export function unlistedAnswer({ status, headers, body }: UnlistedAnswer): () => Response {
  checkCount('status', status, 200, 599)
  const isText = typeof body === 'string' || body === undefined
  const text = isText ? body : JSON.stringify(body)
  const sent = new Headers(headers)
  if (!isText && !sent.has('Content-Type')) sent.set('Content-Type', 'application/json')
  const write = () => new Response(text, { status, headers: sent })
  // What cannot be sent is refused here, and not when the program under test asks.
  write()
  return write
}
