/** A credential, or a function that is asked for it on every call that needs it; `undefined` sends none. */
export type CredentialSource = string | (() => string | undefined | Promise<string | undefined>)

/** Has access tokens that stay fresh, as a session has: asked on every call that needs one, and once more when the service refuses it. */
export interface TokenSource {
  /** A good access token; another one than `insteadOf`, which was refused. */
  accessToken(options: { insteadOf?: string | undefined; signal?: AbortSignal | undefined }): Promise<string>
}

const visibleAscii = /^[!-~]+$/

/**
 * The credential to send.
 *
 * @throws TypeError as `checkCredential`, and whatever the caller's function throws.
 */
export async function resolveCredential(name: string, source: CredentialSource | undefined): Promise<string | undefined> {
  const value = typeof source === 'function' ? await source() : source
  return checkCredential(name, value)
}

/** Whether it can travel in a header. */
export const isCredential = (value: unknown, maxLength = Infinity): boolean =>
  typeof value === 'string' && visibleAscii.test(value) && value.length <= maxLength

/**
 * Lets through what can travel in a header. The runtime would refuse the rest too, but with the value in its message.
 *
 * @throws TypeError when the value is not visible ASCII; a line break read from a file is the usual reason. Also when it is too long.
 */
export function checkCredential(name: string, value: string | undefined, maxLength?: number): string | undefined {
  if (value !== undefined && !isCredential(value, maxLength)) {
    throw new TypeError(`"${name}" must be non-empty visible ASCII${maxLength ? `, at most ${maxLength} bytes` : ''}`)
  }
  return value
}
