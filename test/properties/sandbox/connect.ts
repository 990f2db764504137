import { Agent, request } from 'node:http'
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
    send: ({ method, target, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
        const outgoing = request({ agent, hostname, port, method, path: target, headers: { ...headers, ...length } }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => void chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            // A response that was received has a status.
            const status = response.statusCode!
            resolve({ status, headers: new Headers(Object.entries(response.headersDistinct).map(([name, values]) => [name, String(values)])), body: text === '' ? undefined : JSON.parse(text) })
          })
        })
        outgoing.on('error', reject)
        outgoing.end(body)
      }),
    close: () => agent.destroy(),
  }
}
