import { resolveUrl } from './resolve-url.js'

/** A request that can be sent more than once. */
export interface RepeatableRequest {
  /** Ends the call. */
  readonly signal: AbortSignal | undefined
  /** Sends it with further headers, of which only `Authorization` replaces one that the caller has set. */
  send(headers: Record<string, string>): Promise<Response>
  /** Lets go of a body that will not be sent again. */
  discard(): void
}

/**
 * Makes a request that follows no redirect, because a followed one would carry the API-key to wherever the answer points.
 *
 * @throws TypeError as `resolveUrl`, or when the platform can make no request of it.
 */
export function createRepeatableRequest(
  [input, init]: Parameters<typeof fetch>,
  { baseUrl, fetch: send }: { baseUrl: string; fetch: typeof fetch },
): RepeatableRequest {
  const isRequest = typeof input === 'object' && 'url' in input
  const url = resolveUrl(isRequest ? input.url : String(input), baseUrl)
  const options = { ...init, redirect: 'manual' } as const
  if (isRequest || isReadOnce(init?.body)) return repeatByCloning(new Request(isRequest ? input : url, options), send)

  return {
    signal: init?.signal ?? undefined,
    send: (headers) => send(url, { ...options, headers: addHeaders(new Headers(init?.headers), headers) }),
    discard: () => {},
  }
}

function repeatByCloning(request: Request, send: typeof fetch): RepeatableRequest {
  return {
    signal: request.signal,
    async send(headers) {
      const copy = request.clone()
      addHeaders(copy.headers, headers)
      return send(copy)
    },
    discard: () => void request.body?.cancel().catch(() => {}),
  }
}

function addHeaders(headers: Headers, further: Record<string, string>): Headers {
  for (const [name, value] of Object.entries(further)) {
    if (name === 'Authorization' || !headers.has(name)) headers.set(name, value)
  }
  return headers
}

const isReadOnce = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body)
