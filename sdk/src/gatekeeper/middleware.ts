/** What the gatekeeper needs of a request; those of `node:http` and Express have it. */
export interface GuardedRequest {
  /** By their names in lower case. The gatekeeper changes them, here and in the two forms below. */
  headers: Record<string, string | string[] | undefined>
  /** The same as lists. */
  headersDistinct?: Record<string, string[] | undefined>
  /** The same as they came: names and values by turns. */
  rawHeaders?: string[]
  /** The path and the query. */
  url?: string | undefined
  /** Express shortens `url` where a router is mounted. */
  originalUrl?: string
  /** Known to Express, which may trust a proxy. */
  protocol?: string
  /** One of TLS has the member `encrypted`, which is all that is looked for. */
  socket?: object
}

/** What the gatekeeper needs of a response; those of `node:http` and Express have it. */
export interface GuardedResponse {
  /** Set before the headers go. */
  statusCode: number
  /** Puts a header in the place of one of the same name. */
  setHeader(name: string, value: string): unknown
  /** Sends the answer with this body. */
  end(body: string): unknown
}

/** A step of a request in Express, and in whatever calls it the same way. */
export type Middleware = (request: GuardedRequest, response: GuardedResponse, next: () => void) => Promise<void>
