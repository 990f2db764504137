/** A credential, or a function that is asked for it on every call that needs it; `undefined` sends none. */
export type CredentialSource = string | (() => string | undefined | Promise<string | undefined>)

const visibleAscii = /^[\x21-\x7e]+$/

/**
 * The credential to send.
 *
 * @throws TypeError as `checkCredential`, and whatever the caller's function throws.
 */
export async function resolveCredential(name: string, source: CredentialSource | undefined): Promise<string | undefined> {
  const value = typeof source === 'function' ? await source() : source
  return checkCredential(name, value)
}

/**
 * Lets through what can travel in a header. The runtime would refuse the rest too, but with the value in its message.
 *
 * @throws TypeError when the value is not visible ASCII; a line break read from a file is the usual reason.
 */
export function checkCredential(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && !(typeof value === 'string' && visibleAscii.test(value))) {
    throw new TypeError(`"${name}" must be a non-empty string of visible ASCII characters`)
  }
  return value
}
