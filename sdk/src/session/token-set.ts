import { ContractError } from '../errors/contract-error.js'
import { isCredential } from '../credential.js'
import type { AccessTokenEnvelope } from '../generated/types.gen.js'
import { isObject } from '../json.js'
import type { ResponseInfo } from '../transport/pending.js'
import type { TokenSet } from './token-store.js'

/** Longer than a slow call takes, so that a token which is good when it is given does not end on the way. */
const maxEarlyMs = 60_000

/** Tokens that have just come. */
export type ReceivedTokens = TokenSet & { readonly accessToken: string }

/**
 * What to keep of an answer. The token's end is counted from the `Date` of the answer, so that a wrong clock of this machine
 * does no harm; only where there is none, as in a browser on another origin, from this machine's.
 *
 * @throws ContractError when it has no tokens in it: what is kept serves for a long time, so nothing is taken on trust.
 */
export function receiveTokens({ data }: AccessTokenEnvelope, response: ResponseInfo, refreshToken?: string): ReceivedTokens {
  if (!hasTokens(data)) throw new ContractError('the server answered without the tokens of the contract', { ...response, body: '' })
  const now = Date.now()
  const answeredAt = Date.parse(response.headers.get('Date') ?? '')
  const lifetimeMs = data.expires_at * 1_000 - (Number.isNaN(answeredAt) ? now : answeredAt)
  const expiresAt = now + lifetimeMs
  return {
    accessToken: data.value,
    refreshToken: data.details.refresh_token ?? refreshToken,
    scope: data.details.scope,
    expiresAt,
    refreshAt: expiresAt - Math.min(maxEarlyMs, lifetimeMs / 10),
  }
}

function hasTokens({ value, expires_at: expiresAt, details }: AccessTokenEnvelope['data']): boolean {
  if (!(isCredential(value) && Number.isFinite(expiresAt) && isObject(details))) return false
  const { refresh_token: refreshToken, scope } = details
  return (refreshToken === undefined || isCredential(refreshToken)) && (scope === undefined || typeof scope === 'string')
}

/** Whether both are the same tokens, or both none. */
export function isSame(one: TokenSet | undefined, other: TokenSet | undefined): boolean {
  return one?.accessToken === other?.accessToken && one?.refreshToken === other?.refreshToken
}

/** The access token unless it has ended or is the one that was refused. */
export function goodToken(tokens: TokenSet | undefined, refused: string | undefined): string | undefined {
  if (tokens === undefined || tokens.accessToken === refused || Date.now() >= tokens.expiresAt) return undefined
  return tokens.accessToken
}

/** Whether a good access token should be refreshed all the same; never when there is nothing to refresh it with. */
export function isDue(tokens: TokenSet | undefined): boolean {
  return tokens?.refreshToken !== undefined && Date.now() >= tokens.refreshAt
}
