import { ConnectionError } from './connection-error.js'
import { judgeAnswer } from './judge-answer.js'
import { readBody } from './read-body.js'

/**
 * Sends a request and lets only the contract's success through, so that the generated code never meets anything else: it
 * throws bare bodies without status, and takes what is not JSON for data.
 *
 * @throws ApiError, ConnectionError, or the reason of the signal when that ended the call.
 */
export async function exchange(send: () => Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response
  let text: string
  try {
    response = await send()
    text = await readBody(response)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ConnectionError('the server gave no whole answer', { cause })
  }
  judgeAnswer(response, text)
  return new Response(text, { status: response.status })
}
