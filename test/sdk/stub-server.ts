import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server that stands for whatever may sit between an integrator and the service. It ends with the test. */
export async function startStub(listener: RequestListener, port = 0): Promise<string> {
  const server = await listen(createServer(listener), port)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${portOf(server)}`
}

/** A port where nobody listens. */
export async function freePort(): Promise<number> {
  const server = await listen(createServer(), 0)
  const port = portOf(server)
  await once(server.close(), 'close')
  return port
}

/** A server that always gives this answer. */
export function startAnswering(
  status: number,
  body: string,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
): Promise<string> {
  return startStub((_request, response) => response.writeHead(status, headers).end(body))
}

async function listen(server: Server, port: number): Promise<Server> {
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return server
}

// A server that listens on TCP has an address of this form.
const portOf = (server: Server): number => (server.address() as AddressInfo).port
