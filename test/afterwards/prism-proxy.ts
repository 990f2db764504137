import { createInstance, getHttpOperationsFromSpec, type IHttpProxyConfig, type IHttpRequest } from '@stoplight/prism-http'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import type { Exchange } from '../traffic/exchange.ts'

/** Prism's proxy before an upstream that answers each request as it was answered when it was recorded. */
export interface PrismProxy extends AsyncDisposable {
  /** Lets an exchange pass; gives what Prism finds wrong with it, as `where: what`. */
  judge(exchange: Exchange): Promise<Violations>
}

/** What Prism finds wrong. */
export interface Violations {
  request: string[]
  answer: string[]
  /** Whether the request was none to Prism, so that nothing was found out about it. */
  unread: boolean
}

const contract = `${import.meta.dirname}/../../openapi/dist/openapi.json`
/** Names the exchange on its way through Prism. */
const ticketHeader = 'x-exchange'
/** These belong to the connection they were sent over. */
const ofConnection = ['connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade', 'content-encoding']

/** Starts the proxy. */
export async function startPrismProxy(): Promise<PrismProxy> {
  const underway = new Map<string, Exchange>()
  const replay: RequestListener = (request, response) => {
    request.resume()
    // Prism passes on what `judge` has sent.
    const { answer } = underway.get(String(request.headers[ticketHeader]))!
    response.writeHead(answer.status, withoutConnection(answer.headers)).end(answer.body)
  }
  const upstream = createServer(replay)
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has no other form of address.
  const { port } = upstream.address() as AddressInfo
  const config: IHttpProxyConfig = {
    isProxy: true, upstream: new URL(`http://127.0.0.1:${port}`), upstreamProxy: undefined, mock: { dynamic: false },
    checkSecurity: true, validateRequest: true, validateResponse: true, errors: false,
  }
  // Prism's type of logger leaves out the level `success`, which Prism calls.
  const logger = pino({ level: 'silent', customLevels: { success: 27 } }) as unknown as pino.Logger
  const prism = createInstance(config, { logger })
  const operations = await getHttpOperationsFromSpec(contract)
  let tickets = 0

  async function pass(exchange: Exchange, request: IHttpRequest, changes: Partial<IHttpProxyConfig> = {}) {
    const ticket = String(tickets++)
    underway.set(ticket, exchange)
    try {
      const result = await prism.request({ ...request, headers: { ...request.headers, [ticketHeader]: ticket } }, operations, { ...config, ...changes })()
      if (result._tag === 'Left') throw result.left
      return result.right.validations
    } finally {
      underway.delete(ticket)
    }
  }

  return {
    async judge(exchange) {
      const request = requestOf(exchange)
      try {
        const { input, output } = await pass(exchange, request)
        return { request: input.map(describe), answer: output.map(describe), unread: false }
      } catch {
        // It fails on a path that cannot be decoded, a type of body that is none, and a body that is nested very deeply.
        const { output } = await pass(exchange, { ...request, body: undefined }, { checkSecurity: false, validateRequest: false })
        return { request: [], answer: output.map(describe), unread: true }
      }
    },
    async [Symbol.asyncDispose]() {
      upstream.closeAllConnections()
      await new Promise((resolve) => upstream.close(resolve))
    },
  }
}

const describe = ({ path = [], message }: { path?: string[]; message: string }) => `${path.join('.')}: ${message}`

const withoutConnection = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)))

function requestOf({ request: { method, target, headers, body } }: Exchange): IHttpRequest {
  const { pathname, searchParams } = new URL(target, 'http://recorded')
  const query = Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, valueOf(searchParams.getAll(name))]))
  return {
    // The exchange is one of an operation, whose method is one of these.
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path: pathname, query },
    headers: withoutConnection(headers),
    // Prism does not send a body with GET.
    body: method === 'GET' ? undefined : bodyOf(body),
  }
}

const valueOf = (values: string[]) => (values.length === 1 ? values[0]! : values)

/** As Prism's own server reads it: JSON, or else the text. */
function bodyOf(body: string): unknown {
  if (body === '') return undefined
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''))
  } catch {
    return body
  }
}
