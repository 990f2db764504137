import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What Node's server does not tell of its connections. */
export interface Connections {
  /** The last answer that the connection waits for, to a request that came whole. */
  unanswered(socket: Duplex): ServerResponse | undefined
  /** How many requests wait for their answer. */
  underWay(): number
  /** Closes the connections that have never sent anything, which browsers keep in reserve. */
  closeUnused(): void
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

/** Follows the connections of a server from now on. */
export function trackConnections(server: Server): Connections {
  const exchanges = new Map<Socket, Set<Exchange>>()
  server.on('connection', (socket: Socket) => {
    exchanges.set(socket, new Set())
    socket.once('close', () => exchanges.delete(socket))
  })
  server.prependListener('request', (request, response) => {
    const exchange = { request, response }
    const current = exchanges.get(request.socket)
    current?.add(exchange)
    response.once('close', () => current?.delete(exchange))
  })
  return {
    // Every connection of an HTTP server is a socket, though Node's types say less.
    unanswered: (socket) => [...(exchanges.get(socket as Socket) ?? [])].findLast(({ request }) => request.complete)?.response,
    underWay: () => [...exchanges.values()].reduce((sum, { size }) => sum + size, 0),
    closeUnused() {
      for (const socket of exchanges.keys()) if (socket.bytesRead === 0) socket.destroy()
    },
  }
}
