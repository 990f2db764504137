import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { StartError } from '../start-error.ts'
import { answerClientError } from './client-error.ts'
import { trackConnections } from './connections.ts'

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

const reasons: Record<string, string> = {
  EADDRINUSE: 'another process listens there',
  EADDRNOTAVAIL: 'this machine does not have the address',
  EACCES: 'permission denied',
  ENOTFOUND: 'no address has this name',
  EAI_AGAIN: 'the name cannot be looked up',
}

/**
 * Listens for requests.
 * @throws StartError when the address cannot be taken.
 */
export async function listen(app: Express, { host, port }: Address): Promise<Listening> {
  // A request without Host gets the usual answers too; Node's own refusal has no envelope.
  const server = createServer({ requireHostHeader: false }, app)
  const connections = trackConnections(server)
  server.on('clientError', (error, socket) => answerClientError(error, socket, connections.unanswered(socket)))
  // Node refuses an expectation it does not know without the envelope; we may ignore it (RFC 9110, section 10.1.1).
  server.on('checkExpectation', app)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise.catch((error: NodeJS.ErrnoException) => {
    const reason = reasons[error.code ?? ''] ?? error.message
    throw new StartError(`cannot listen on ${host}:${port}: ${reason}; choose another address with PORT and HOST`, { cause: error })
  })
  server.off('error', reject)
  // A server that listens on a host and port has an address with both.
  const { port: takenPort } = server.address() as AddressInfo
  return {
    url: urlOf({ host, port: takenPort }),
    async close(drainMs) {
      const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs)
      connections.closeUnused()
      const deadline = setTimeout(() => server.closeAllConnections(), drainMs)
      await new Promise((resolve) => server.close(resolve))
      clearInterval(idle)
      clearTimeout(deadline)
    },
  }
}

/** The URL of a server that listens at an address. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
