/** Where a user is sent to sign in and to approve the client. */
export interface SignInRequest {
  /** Where the browser comes back to with `code` and `state`; must belong to one of the client's connections. */
  redirectUri: string
  /** What the user is asked to allow: names with spaces between them. */
  scope: string
  /** Comes back unchanged beside the code. Make it random and compare it, else anybody can send your user a code of their own (RFC 6749, section 10.12). */
  state?: string | undefined
  /** Fills in the form. */
  email?: string | undefined
  /** The sign-in page, where it is not the service's own. @default `/sign-in` below `baseUrl` */
  page?: string | undefined
}

/**
 * The address of the sign-in page for a client.
 *
 * @throws TypeError when there is no absolute `redirectUri`, or no `scope`.
 */
export function signInUrl(baseUrl: string, clientId: string, { redirectUri, scope, state, email, page }: SignInRequest): string {
  if (!URL.canParse(redirectUri)) throw new TypeError('"redirectUri" must be an absolute URL')
  if (typeof scope !== 'string' || scope === '') throw new TypeError('"scope" must be a non-empty string, names with spaces between them')
  const url = new URL(page ?? `${baseUrl}/sign-in`)
  const query = { client_id: clientId, redirect_uri: redirectUri, scope, response_type: 'code', state, email }
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  return url.href
}
