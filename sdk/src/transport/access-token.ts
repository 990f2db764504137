import { ApiError } from '../errors/api-error.js'
import { checkCredential, type CredentialSource, resolveCredential, type TokenSource } from '../credential.js'
import { isObject } from '../json.js'
import type { PreparedRequest } from './prepare-request.js'

/** Where access tokens come from. */
export type AccessTokenSource = CredentialSource | TokenSource | undefined

/**
 * The access token to send.
 *
 * @throws TypeError when it cannot be sent, and whatever the source throws.
 */
export async function findAccessToken(
  source: AccessTokenSource,
  options: Parameters<TokenSource['accessToken']>[0],
): Promise<string | undefined> {
  return isTokenSource(source) ? checkCredential('accessToken', await source.accessToken(options)) : resolveCredential('accessToken', source)
}

/**
 * Puts another access token into a request that was refused, where there may be one. Such a request did nothing, so it may be sent
 * again whatever it is.
 *
 * @returns whether it did.
 * @throws as `findAccessToken`.
 */
export async function renewAccessToken(
  { headers }: PreparedRequest,
  failure: unknown,
  source: AccessTokenSource,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const refused = headers.get('Authorization')?.slice('Bearer '.length)
  if (!isTokenSource(source) || refused === undefined || !(failure instanceof ApiError && failure.status === 401)) return false
  const accessToken = await findAccessToken(source, { insteadOf: refused, signal })
  headers.set('Authorization', `Bearer ${accessToken}`)
  return accessToken !== refused
}

const isTokenSource = (source: AccessTokenSource): source is TokenSource =>
  isObject(source) && typeof source.accessToken === 'function'
