/**
 * The URL to which a session's token may go. A path is taken as those of the operations are: `/api/y` comes after the path of
 * the base URL.
 *
 * @throws TypeError when it is none, belongs to another origin, or has credentials. It is left out of the message, because
 *   it may hold a password.
 */
export function resolveUrl(input: string, baseUrl: string): string {
  const isPath = /^\/(?!\/)/.test(input)
  const relative = isPath ? `.${input}` : input
  const base = `${baseUrl}/`
  const url = URL.canParse(relative, base) ? new URL(relative, base) : undefined
  if (url === undefined || url.origin !== new URL(base).origin || url.username !== '' || url.password !== '') {
    throw new TypeError('"input" must be a URL of the origin of "baseUrl", without credentials')
  }
  return url.href
}
