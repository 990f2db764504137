/**
 * The base URL without its trailing slash. The message of a refusal leaves the URL out, because it may hold a password.
 *
 * @throws TypeError when it is not an absolute http or https URL, or has credentials, a query or a fragment.
 */
export function checkBaseUrl(value: string | undefined): string {
  const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined
  const plain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#]/.test(url.href)
  if (!plain) {
    throw new TypeError('"baseUrl", or else EHEALTH_AUTH_URL, must be an absolute http or https URL without credentials, query or fragment')
  }
  return url.href.replace(/\/+$/, '')
}
