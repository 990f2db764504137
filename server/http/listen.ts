import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { answerClientError } from './client-error.ts'

/** A server that listens. */
export interface Listening {
  url: string
  /** Takes no new connections, waits for the requests under way, at most so long, and closes all connections. */
  close(drainMs: number): Promise<void>
}

interface Address {
  host: string
  port: number
}

/** How often connections that have become idle are closed while the server stops. */
const idleCheckMs = 50

/**
 * Listens for requests.
 * @throws when the address cannot be taken, with a message that says which and what to do.
 */
export async function listen(app: Express, { host, port }: Address): Promise<Listening> {
  // A request without Host gets the usual answers too; Node's own refusal has no envelope.
  const server = createServer({ requireHostHeader: false }, app)
  server.on('clientError', answerClientError)
  // Node refuses an expectation it does not know without the envelope; we may ignore it (RFC 9110, section 10.1.1).
  server.on('checkExpectation', app)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise.catch((error: NodeJS.ErrnoException) => {
    throw Object.assign(error, { message: `${reasonOf(error)} ${host}:${port}; choose another with PORT or HOST` })
  })
  server.off('error', reject)
  // A server that listens on a host and port has an address with both.
  const { port: takenPort } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${takenPort}`,
    async close(drainMs) {
      const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs)
      const deadline = setTimeout(() => server.closeAllConnections(), drainMs)
      await new Promise((resolve) => server.close(resolve))
      clearInterval(idle)
      clearTimeout(deadline)
    },
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return 'another process listens on'
  if (code === 'EACCES') return 'permission denied to listen on'
  return `${message}:`
}
