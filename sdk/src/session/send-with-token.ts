import { checkCredential } from '../credential.js'
import { waitFor } from '../transport/wait-for.js'
import { createRepeatableRequest } from './repeatable-request.js'
import type { SessionService } from './session-service.js'

/** Gives a good token; another than the one that was refused, if there is one. */
export type FindToken = (options: { signal: AbortSignal | undefined; insteadOf?: string }) => Promise<string>

/**
 * Sends a request with a token and, when the answer is 401, once more with another token.
 *
 * @throws TypeError as `createRepeatableRequest`, before anything is sent.
 * @throws what `fetch` and `findToken` throw.
 */
export async function sendWithToken(
  request: Parameters<typeof fetch>,
  service: SessionService,
  findToken: FindToken,
): Promise<Response> {
  const { signal, send, discard } = createRepeatableRequest(request, service)
  try {
    const credentials = await waitFor(credentialHeaders(service), signal)
    const token = await findToken({ signal })
    const answer = await send({ ...credentials, Authorization: bearer(token) })
    if (answer.status !== 401) return answer
    const other = await findToken({ signal, insteadOf: token })
    if (other === token) return answer
    answer.body?.cancel().catch(() => {})
    return await send({ ...credentials, Authorization: bearer(other) })
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
