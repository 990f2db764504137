/** A path of RFC 3986 and a query of visible ASCII, without fragment. Browsers drop or change other characters. */
const continuation = /^(\/([\w.~:/@!$&'()*+,;=-]|%[\da-f]{2})*)?(\?[!-"$-~]*)?$/i

/** A path that climbs, in any spelling a browser understands, ends elsewhere than where it seems to. */
const climbingPath = /^[^?]*\/(\.|%2e){1,2}([/?]|$)/i

/**
 * Tells whether a URI continues a registered one: it is equal, or goes on with `/…` or `?…`, where one trailing slash of
 * the registered URI does not count. Unlike the original, the match is anchored at the start and paths do not climb.
 */
export function matchesRedirectUri(registered: string, candidate: string): boolean {
  const base = registered.endsWith('/') ? registered.slice(0, -1) : registered
  if (!candidate.startsWith(base)) return false
  const rest = candidate.slice(base.length)
  return continuation.test(rest) && !climbingPath.test(rest) && URL.canParse(candidate)
}

/** The URI the browser goes to: `code` comes first in the query, then what was there, in alphabetical order. */
export function redirectTarget(redirectUri: string, code: string): string {
  const target = new URL(redirectUri)
  target.searchParams.delete('code')
  target.searchParams.sort()
  target.search = new URLSearchParams([['code', code], ...target.searchParams]).toString()
  return target.href
}
