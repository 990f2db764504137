import { Agent, request, type IncomingMessage } from 'node:http'
import type { Answer } from '../../fixtures/call.ts'

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string
  target: string
  headers: Record<string, string>
  /** Undefined where there is none. */
  body?: string | undefined
}

/** A connection to a server that stays open. */
export interface Connection {
  send(request: WireRequest): Promise<Answer>
  close(): void
}

/** Connects to a server for many requests, one after the other; `fetch` would take longer, and sends no body with GET. */
export function connect(server: { url: string }): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { hostname, port } = new URL(server.url)
  return {
    async send({ method, target, headers, body }) {
      const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
      const outgoing = request({ agent, hostname, port, method, path: target, headers: { ...headers, ...length } })
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      outgoing.once('response', resolve).once('error', reject).end(body)
      return read(await promise)
    },
    close: () => agent.destroy(),
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  const headers = new Headers(Object.entries(response.headersDistinct).map(([name, values]) => [name, String(values)]))
  // A response that was received has a status.
  return { status: response.statusCode!, headers, body: text === '' ? undefined : JSON.parse(text) }
}
