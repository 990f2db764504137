import { removeConsumerHeaders, setConsumerHeaders } from './consumer-headers.js'
import { type Consumer, requireScope } from './consumer.js'
import type { GuardedRequest, Middleware } from './middleware.js'
import { Refusal, invalidToken, missingBearer } from './refusal.js'
import { rememberConsumers } from './remember-consumers.js'
import { sendRefusal } from './send-refusal.js'
import { type TokenVerifier, verifyBearer } from './verify-bearer.js'

/** How to verify tokens. */
export interface GatekeeperOptions {
  /** A client of the authentication service whose `accessToken` belongs to an administrative client and has `token:read`. */
  auth: TokenVerifier
  /** How long a good answer is used again, from 0 to 10: a token that is taken back stays good as long. @default 2 */
  cacheSeconds?: number
  /**
   * Told why a token could not be verified at all, such as a service that is down or refuses the `accessToken` of `auth`.
   * @default console.warn
   */
  onError?: (error: unknown) => void
}

/**
 * Makes the middleware of a route that needs these scopes; with none, any good access token is let in.
 *
 * @throws TypeError unless each scope is a name without blanks, so also where a middleware is wanted and this is given in its place.
 */
export type Gatekeeper = (...requiredScope: string[]) => Middleware

/** A longer use of an answer would leave somebody in whose access was taken back. */
const maxCacheSeconds = 10

/**
 * Guards the routes of another service with eHealth's access tokens, as the gateway of eHealth does. Behind it the request
 * has the headers `x-consumer-id` (the user), `x-consumer-scope`, `x-consumer-metadata` (JSON of the token's details, in
 * ASCII) and, for a person, `x-person-id`; what a caller sends under such names is removed.
 *
 * A caller without a good token gets 401, one without the scopes 403, in the envelope of the contract. Whatever goes wrong
 * on the way is a 401 too, so nobody is let in by mistake.
 *
 * @throws TypeError when `cacheSeconds` is not a number from 0 to 10, or `auth` has no `tokens.verify`.
 * @example
 * const gatekeeper = createGatekeeper({ auth, onError: console.error })
 * app.get('/persons/:id', gatekeeper('person:read'), showPerson)
 */
export function createGatekeeper({ auth, cacheSeconds = 2, onError = warn }: GatekeeperOptions): Gatekeeper {
  if (typeof auth?.tokens?.verify !== 'function') throw new TypeError('"auth" must have the function tokens.verify')
  if (!(cacheSeconds >= 0 && cacheSeconds <= maxCacheSeconds)) {
    throw new TypeError(`"cacheSeconds" must be a number from 0 to ${maxCacheSeconds}`)
  }
  const verify = rememberConsumers((bearer, apiKey) => verifyBearer(auth, bearer, apiKey), cacheSeconds * 1_000)

  async function findConsumer({ headers }: GuardedRequest): Promise<Consumer> {
    const bearer = /^Bearer +(\S+)$/i.exec(textOf(headers.authorization) ?? '')?.[1]
    if (bearer === undefined) throw missingBearer()
    return verify(bearer, textOf(headers['api-key']))
  }

  return function gatekeeper(...requiredScope) {
    if (!requiredScope.every(isName)) throw new TypeError('"requiredScope" must be names without blanks')
    return async function admit(request, response, next) {
      try {
        removeConsumerHeaders(request)
        const consumer = await findConsumer(request)
        requireScope(requiredScope, consumer)
        setConsumerHeaders(request, consumer)
      } catch (error) {
        if (error instanceof Refusal) return sendRefusal(request, response, error)
        sendRefusal(request, response, invalidToken())
        onError(error)
        return
      }
      next()
    }
  }
}

/** What stops a whole service must be seen, if nobody else is told. The errors of the SDK print no secret. */
const warn = (error: unknown): void => console.warn(error)

/** JavaScript can give anything, and a name that no token can have would keep everybody out for ever. */
const isName = (name: unknown): boolean => typeof name === 'string' && /^\S+$/.test(name)

/** A header that is sent empty is as good as none. Node makes no list of one that is sent twice. */
const textOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
