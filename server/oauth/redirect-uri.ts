/** A path of RFC 3986 and a query of visible ASCII, without fragment. Browsers drop or change other characters. */
const continuation = /^(\/([\w.~:/@!$&'()*+,;=-]|%[\da-f]{2})*)?(\?[!-"$-~]*)?$/i

/**
 * A path that climbs ends elsewhere than where it seems to, in any spelling that a browser understands or the server it goes
 * to: many decode slashes, and some leave out what follows a `;`, before they look for `..`.
 */
const climbingPath = /^[^?]*(\/|%2f|%5c)(\.|%2e){1,2}(\/|%2f|%5c|;|%3b|\?|$)/i

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

/** What programs take for `code` as well: in capitals, with blanks around it, up to a NUL, or as the name of a list. */
const codeName = /^\s*code\s*([\0[]|$)/i

/** The URI the browser goes to: `code` comes first in the query, then what was there, in alphabetical order, but no other code. */
export function redirectTarget(redirectUri: string, code: string): string {
  const target = new URL(redirectUri)
  target.searchParams.sort()
  const others = [...target.searchParams].filter(([name]) => !codeName.test(name))
  target.search = new URLSearchParams([['code', code], ...others]).toString()
  return target.href
}
