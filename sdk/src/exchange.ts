import { ConnectionError } from './connection-error.js'
import { readBody } from './read-body.js'

/**
 * Sends a request and lets only the answers through that `judge` does, so that the generated code never meets anything
 * else: it throws bare bodies without status, and takes what is not JSON for data.
 *
 * @throws ConnectionError, the reason of the signal when that ended the call, or what `judge` throws.
 */
export async function exchange(
  send: () => Promise<Response>,
  judge: (response: Response, text: string) => void,
  signal: AbortSignal | undefined,
): Promise<Response> {
  let response: Response
  let text: string
  try {
    response = await send()
    text = await readBody(response)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ConnectionError('the server gave no whole answer', { cause })
  }
  judge(response, text)
  return new Response(text === '' ? null : text, { status: response.status })
}
