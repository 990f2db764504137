import { causesOf } from '../errors/causes-of.js'
import { ConnectionError } from '../errors/connection-error.js'
import { codeOf } from '../errors/error-code.js'
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
function hideBytes(error: unknown): void {
  for (const cause of causesOf(error)) {
    if ('data' in cause) delete cause.data
  }
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
