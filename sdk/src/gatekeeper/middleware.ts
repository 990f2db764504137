/** What the gatekeeper needs of a request; those of `node:http` and Express have it. */
export interface GuardedRequest {
  headers: Record<string, string | string[] | undefined>
  headersDistinct?: Record<string, string[] | undefined>
  rawHeaders?: string[]
  url?: string | undefined
  /** Express shortens `url` where a router is mounted. */
  originalUrl?: string
  /** Known to Express, which may trust a proxy. */
  protocol?: string
  socket?: object
}

/** What the gatekeeper needs of a response; those of `node:http` and Express have it. */
export interface GuardedResponse {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

/** A step of a request in Express, and in whatever calls it the same way. */
export type Middleware = (request: GuardedRequest, response: GuardedResponse, next: () => void) => Promise<void>
