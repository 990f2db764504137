import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { contractOperations } from '../../server/contract.ts'
import type { Exchange, Origin } from './exchange.ts'
import { record } from './traffic-file.ts'

/** Where Node's HTTP servers tell of each request, before anybody has touched it. */
const requestStart = 'http.server.request.start'

const operations = contractOperations.map(({ id, method, path }) => ({
  id,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}))

interface Options {
  /** @default 'written' */
  origin?: Origin
}

/**
 * Records what the operations of the server at a URL are asked and answer from now on; returns what ends it. The path
 * decides on the operation, because the server itself refuses some requests before it has looked for theirs.
 */
export function recordTrafficOf(url: string, { origin = 'written' }: Options = {}): () => void {
  const port = Number(new URL(url).port)
  function recordRequest(message: unknown): void {
    // This is what Node publishes there.
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.socket.localPort !== port) return
    const { method = '', url: target = '' } = request
    const [path = ''] = target.split('?', 1)
    const operation = operations.find((candidate) => candidate.method === method && candidate.pattern.test(path))
    if (operation === undefined) return
    const [sent, answered] = [keepBodyOf(request), keepAnswerOf(response)]
    const headers = textOf(request.headers)
    response.once('finish', () =>
      record({ operationId: operation.id, origin, request: { method, target, headers, body: sent() }, answer: answered() }),
    )
  }
  subscribe(requestStart, recordRequest)
  return () => void unsubscribe(requestStart, recordRequest)
}

/** Keeps what Node's parser hands to a request, without reading from it; a listener would set it flowing. */
function keepBodyOf(request: IncomingMessage): () => string {
  const chunks: Buffer[] = []
  const push = request.push.bind(request)
  request.push = (chunk: Buffer | null) => {
    if (chunk !== null) chunks.push(chunk)
    return push(chunk)
  }
  return () => Buffer.concat(chunks).toString()
}

/** Keeps what is answered; the service answers with one call. */
function keepAnswerOf(response: ServerResponse): () => Exchange['answer'] {
  let body = ''
  const end = response.end.bind(response)
  response.end = (...parameters: unknown[]) => {
    const [content] = parameters
    if (typeof content === 'string' || Buffer.isBuffer(content)) body = content.toString()
    // These are the parameters that came.
    return end(...(parameters as Parameters<typeof end>))
  }
  return () => ({ status: response.statusCode, headers: textOf(response.getHeaders()), body })
}

const textOf = (headers: IncomingHttpHeaders | OutgoingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
