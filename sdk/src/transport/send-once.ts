import { ConnectionError } from '../errors/connection-error.js'
import { codeOf, mostCauses } from '../errors/error-code.js'
import { isObject } from '../json.js'
import type { PreparedRequest } from './prepare-request.js'
import { readBody } from './read-body.js'
import { withinLimit } from './within-limit.js'

/** How to send a request. */
export interface Sending {
  /** Absent for the platform's. */
  fetch: typeof fetch | undefined
  timeoutMs: number
  signal: AbortSignal | undefined
}

/** A whole answer, not judged yet. */
export interface RawAnswer {
  response: Response
  text: string
}

/** Node's parser shows the bytes that it stumbled over, and there may be a token among them. */
function hideBytes(error: unknown, depth = 0): void {
  if (!isObject(error) || depth === mostCauses) return
  if ('data' in error) delete error.data
  hideBytes(error.cause, depth + 1)
}

/**
 * Sends a request and reads its answer.
 *
 * @throws ConnectionError, TimeoutError or the reason of the signal.
 */
export function sendOnce({ url, method, headers, body }: PreparedRequest, sending: Sending): Promise<RawAnswer> {
  // Taken out of its object, because a browser's fetch refuses to be called as a method of anything but its window.
  const send = sending.fetch ?? globalThis.fetch
  async function exchange(signal: AbortSignal): Promise<RawAnswer> {
    try {
      // A followed redirect would carry the secret in the body to wherever the answer points.
      const response = await send(url, { method, headers: new Headers(headers), body, signal, redirect: 'manual' })
      return { response, text: await readBody(response) }
    } catch (cause) {
      hideBytes(cause)
      const code = codeOf(cause)
      throw new ConnectionError(`the server gave no whole answer${code && ` (${code})`}`, { cause })
    }
  }
  return withinLimit(exchange, sending.timeoutMs, sending.signal)
}
