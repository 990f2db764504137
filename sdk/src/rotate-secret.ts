import type { ApiError } from './errors/api-error.js'
import { ContractError } from './errors/contract-error.js'
import { isApiError } from './errors/error-guards.js'
import { createToken, refreshClientSecret, refreshConnectionSecret } from './generated/functions.gen.js'
import type { CallOptions } from './options.js'
import type { AnswerWithResponse } from './transport/pending.js'
import type { Transport } from './transport/transport.js'

/** How to rotate a client's secret. */
export interface RotateSecretOptions extends Omit<CallOptions, 'idempotent'> {
  /**
   * Keeps the new secret, where the next start of the program finds it. Called before the secret is used, and only once, unless
   * an answer was lost on the way; then the last secret counts. Nobody else is ever told the secret.
   */
  persist: (secret: string) => unknown
  /**
   * The connection whose secret it is; the token then needs the scope `connection:refresh_secret`. Without it the deprecated call
   * is used, which finds the connection by the API-key and needs `secret:refresh`.
   */
  connectionId?: string | undefined
}

/** Every rotation ends the secret of somebody else's, so whoever is refused again and again gives in. */
const maxRotations = 3

/** No refresh token has this value, so the service refuses it after it has accepted the secret, and nothing happens. */
const unknownRefreshToken = 'a-refresh-token-that-is-not-there'

/**
 * Rotates the secret and proves that the new one works. A lost answer is no harm: the call is repeated under the same idempotency
 * key, and needs a token and not the old secret. `use` is told the new secret once it is persisted.
 */
export async function rotateSecret(
  transport: Transport,
  clientId: string,
  { persist, connectionId, ...options }: RotateSecretOptions,
  use: (secret: string) => void,
): Promise<void> {
  // Found out later, the secret would be lost.
  if (typeof persist !== 'function') throw new TypeError('"persist" must be a function')
  let callOptions: CallOptions = { ...options, idempotent: true }
  for (let rotations = 1; ; rotations++) {
    const exchange = await (connectionId === undefined
      ? refreshClientSecret(transport, clientId, callOptions).withResponse()
      : refreshConnectionSecret(transport, clientId, connectionId, callOptions).withResponse())
    const secret = secretOf(exchange)
    await persist(secret)
    use(secret)
    const refusal = await refusalOf(transport, clientId, secret, callOptions)
    if (refusal === undefined) return
    // A try whose answer was lost may have come through after the last one, and ended the secret that was persisted.
    if (!exchange.response.mayBeTwice || rotations === maxRotations) throw refusal
    callOptions = { ...callOptions, idempotencyKey: undefined }
  }
}

/** Persisting anything else would replace a secret that may still be good. */
function secretOf({ answer, response: { status, requestId } }: AnswerWithResponse<{ data: { secret: string } }>): string {
  const { secret } = answer.data
  if (typeof secret === 'string' && secret !== '') return secret
  throw new ContractError('the server answered without a secret', { status, requestId, body: '' })
}

/** Asks for a token, with a refresh token that there is none of: the service looks at the secret first. */
async function refusalOf(
  transport: Transport,
  clientId: string,
  secret: string,
  { signal, timeoutMs, maxRetries }: CallOptions,
): Promise<ApiError | undefined> {
  const grant = { grant_type: 'refresh_token', client_id: clientId, client_secret: secret, refresh_token: unknownRefreshToken } as const
  try {
    // A mock of the service may give the token.
    await createToken(transport, grant, { signal, timeoutMs, maxRetries, idempotent: true })
  } catch (error) {
    if (!isApiError(error)) throw error
    if (error.code === 'invalid_client') return error
    if (error.code !== 'token_not_found') throw error
  }
  return undefined
}
