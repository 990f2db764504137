import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import type { Logger } from 'pino'
import { StartError } from '../start-error.ts'
import { answerClientError } from './client-error.ts'
import { trackConnections } from './connections.ts'

/** A server that listens. */
export interface Listening {
  url: string
  /** How many requests wait for their answer. */
  underWay(): number
  /** Takes no new connections, waits for the requests under way, at most so long, closes all connections, and tells how many it cut off. */
  close(drainMs: number): Promise<number>
}

interface Address {
  host: string
  port: number
}

interface Listener extends Address {
  /** How long a request may take to arrive. */
  requestTimeoutSeconds: number
}

/** How long the headers of a request may take, which are small. */
const headersTimeoutMs = 10_000

/** How long nothing may happen on a connection that is being used, such as by somebody who does not read their answer. */
const silenceMs = 60_000

/** How often connections are looked at that take too long. */
const slownessCheckMs = 1_000

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
export async function listen(app: Express, { host, port, requestTimeoutSeconds }: Listener, logger: Logger): Promise<Listening> {
  const requestTimeout = requestTimeoutSeconds * 1_000
  const server = createServer(
    {
      // Node's own refusal of a request without Host has no envelope.
      requireHostHeader: false,
      requestTimeout,
      headersTimeout: Math.min(headersTimeoutMs, requestTimeout),
      connectionsCheckingInterval: slownessCheckMs,
    },
    app,
  )
  server.setTimeout(silenceMs)
  const connections = trackConnections(server)
  server.on('clientError', (error, socket) => answerClientError(error, socket, { unanswered: connections.unanswered(socket), logger }))
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
    underWay: connections.underWay,
    async close(drainMs) {
      let cutOff = 0
      const idle = setInterval(() => server.closeIdleConnections(), idleCheckMs)
      connections.closeUnused()
      const deadline = setTimeout(() => {
        cutOff = connections.underWay()
        server.closeAllConnections()
      }, drainMs)
      await new Promise((resolve) => server.close(resolve))
      clearInterval(idle)
      clearTimeout(deadline)
      return cutOff
    },
  }
}

/** The URL of a server that listens at an address. */
export function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
