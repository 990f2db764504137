import { findRoute, type Route } from './find-route.js'

/** A request as it came. */
export interface ReceivedRequest {
  method: string
  url: string
  route: Route
  query: Record<string, string>
  headers: Headers
  /** The body; empty when there is none. */
  text: string
}

/**
 * Reads a request whole.
 *
 * @throws TypeError when it is for another server than the mock.
 */
export async function receiveRequest(request: Request, baseUrl: string): Promise<ReceivedRequest> {
  const { method, url, headers } = request
  const { origin, pathname, searchParams } = new URL(url)
  const address = origin + pathname
  if (!`${address}/`.startsWith(`${baseUrl}/`)) {
    throw new TypeError(`fetch failed: the mock is at ${baseUrl}, and nothing else can be reached`)
  }
  const route = findRoute(method, address.slice(baseUrl.length) || '/')
  return { method, url, route, query: Object.fromEntries(searchParams), headers, text: await request.text() }
}
