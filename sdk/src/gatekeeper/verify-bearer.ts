import { isApiError } from '../errors/error-guards.js'
import type { ErrorType, VerifiedToken, VerifiedTokenEnvelope } from '../generated/types.gen.js'
import type { Consumer } from './consumer.js'
import { invalidToken } from './refusal.js'

/** A service that hangs must not make every guarded request hang with it. */
const timeoutMs = 5_000

/** What the gatekeeper needs of an `EHealthAuth`. */
export interface TokenVerifier {
  /** Where the gatekeeper asks about a token. */
  tokens: {
    verify(value: string, headers: { apiKey?: string | undefined }, options: { signal: AbortSignal }): Promise<VerifiedTokenEnvelope>
  }
}

/** How the service refuses the token that is verified; any other failure is one of the verification itself. */
const refusedTokens: (ErrorType | undefined)[] = [
  'not_found', 'invalid_grant', 'invalid_client', 'invalid_user', 'request_malformed', 'validation_failed',
]

/**
 * Asks the service for whom the token is good.
 *
 * @throws Refusal when it is not, and everything that `tokens.verify` throws when nothing is known about the token.
 */
export async function verifyBearer(
  auth: TokenVerifier,
  bearer: string,
  apiKey: string | undefined,
): Promise<Consumer> {
  // What cannot be sent cannot be good, and is no reason to alarm anybody.
  if (/^\.{1,2}$/.test(bearer) || ![bearer, apiKey ?? ''].every(canTravel)) throw invalidToken()
  try {
    const { data } = await auth.tokens.verify(bearer, { apiKey }, { signal: AbortSignal.timeout(timeoutMs) })
    return consumerOf(data)
  } catch (error) {
    throw isApiError(error) && refusedTokens.includes(error.code) ? invalidToken() : error
  }
}

/**
 * The service verifies codes and refresh tokens too, which let nobody in. Nothing in the answer is taken on trust, because
 * the SDK does not check it against the contract.
 */
function consumerOf({ name, user_id: userId, user, details, expires_at: expiresAt }: VerifiedToken): Consumer {
  const { scope, broker_scope: brokerScope } = details
  const personId = user?.person_id ?? ''
  if (name !== 'access_token' || typeof userId !== 'string' || userId === '' || typeof scope !== 'string') throw invalidToken()
  if (![userId, personId, scope].every(canTravel)) throw invalidToken()
  return { userId, personId, scope, brokerScope, metadata: JSON.stringify(details), expiresAt }
}

/** Whether a header can hold the text wherever the request goes on to. */
const canTravel = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)
