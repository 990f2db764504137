import { checkCredential } from '../credential.js'
import { waitFor } from '../transport/wait-for.js'
import { createRepeatableRequest } from './repeatable-request.js'
import type { SessionService } from './session-service.js'

/** Where tokens come from. */
export interface TokenFinder {
  /** Gives a good token; another than the one that was refused, if there is one. */
  find(options: { signal: AbortSignal | undefined; insteadOf?: string }): Promise<string>
  /** Is told of a token that was refused although it had just come in place of a refused one. */
  doubt(token: string): void
}

/**
 * Sends a request with a token and, when the answer is 401, once more with another token.
 *
 * @throws TypeError as `createRepeatableRequest`, before anything is sent.
 * @throws what `fetch` and `find` throw.
 */
export async function sendWithToken(
  request: Parameters<typeof fetch>,
  service: SessionService,
  tokens: TokenFinder,
): Promise<Response> {
  const { signal, send, discard } = createRepeatableRequest(request, service)
  try {
    const credentials = await waitFor(credentialHeaders(service), signal)
    const token = await tokens.find({ signal })
    const answer = await send({ ...credentials, Authorization: bearer(token) })
    if (answer.status !== 401) return answer
    const other = await tokens.find({ signal, insteadOf: token })
    if (other === token) return answer
    answer.body?.cancel().catch(() => {})
    const second = await send({ ...credentials, Authorization: bearer(other) })
    if (second.status === 401) tokens.doubt(other)
    return second
  } finally {
    discard()
  }
}

async function credentialHeaders(service: SessionService): Promise<Record<string, string>> {
  const { apiKey, customPsk } = await service.credentials()
  return {
    ...(apiKey === undefined ? {} : { 'API-key': apiKey }),
    ...(customPsk === undefined ? {} : { 'X-Custom-PSK': customPsk }),
  }
}

const bearer = (token: string): string => `Bearer ${checkCredential('accessToken', token)}`
