import { isObject } from '../json.js'
import { waitFor } from '../transport/wait-for.js'
import { resolveUrl } from './resolve-url.js'

/** A request that can be sent more than once. */
export interface RepeatableRequest {
  /** Ends the call. */
  readonly signal: AbortSignal | undefined
  /** Sends it with further headers, of which only `Authorization` replaces one that the caller has set. */
  send(headers: Record<string, string>): Promise<Response>
  /** Lets go of a stream that was not sent. */
  discard(): void
}

type Send = (url: string, init: RequestInit) => Promise<Response>

/**
 * Makes a request that follows no redirect, because a followed one would carry the API-key to wherever the answer points. It is sent as a
 * URL, which has been checked, and what belongs to it: every `fetch` takes these, also one that knows no `Request` of this platform's.
 *
 * @throws TypeError as `resolveUrl`, or when a body was read already.
 */
export function createRepeatableRequest(
  [input, init]: Parameters<typeof fetch>,
  { baseUrl, fetch: send }: { baseUrl: string; fetch: Send },
): RepeatableRequest {
  const request = isRequest(input) ? input : undefined
  const url = resolveUrl(String(request?.url ?? input), baseUrl)
  const headers = new Headers(init?.headers ?? request?.headers)
  const given = init?.body === undefined ? request?.body : init.body
  const stream = isReadOnce(given) ? new Response(given) : undefined
  let read: Promise<ArrayBuffer> | undefined
  const signal = init?.signal ?? request?.signal
  const options: RequestInit = {
    ...(request && { method: request.method, credentials: request.credentials, cache: request.cache }),
    ...init,
    redirect: 'manual',
    ...(signal && { signal }),
  }
  return {
    signal,
    async send(further) {
      // In memory, as it may have to be sent again.
      if (stream !== undefined) options.body = await waitFor((read ??= stream.arrayBuffer()), signal)
      return send(url, { ...options, headers: addHeaders(new Headers(headers), further) })
    },
    discard: () => {
      if (read === undefined) stream?.body?.cancel().catch(() => {})
    },
  }
}

function addHeaders(headers: Headers, further: Record<string, string>): Headers {
  for (const [name, value] of Object.entries(further)) {
    if (name === 'Authorization' || !headers.has(name)) headers.set(name, value)
  }
  return headers
}

const isRequest = (input: Parameters<typeof fetch>[0]): input is Request => typeof input === 'object' && 'url' in input

const isReadOnce = (body: unknown): boolean => isObject(body) && ('getReader' in body || Symbol.asyncIterator in body)
