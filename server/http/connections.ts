import type { Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'

/** What Node's server does not tell of its connections. */
export interface Connections {
  /** The last answer that the connection still waits for. */
  unanswered(socket: Duplex): ServerResponse | undefined
  /** Closes the connections that have never sent anything, which browsers keep in reserve. */
  closeUnused(): void
}

/** Follows the connections of a server from now on. */
export function trackConnections(server: Server): Connections {
  const open = new Set<Socket>()
  const unanswered = new WeakMap<Duplex, ServerResponse>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.prependListener('request', ({ socket }, response) => {
    unanswered.set(socket, response)
    response.once('close', () => {
      if (unanswered.get(socket) === response) unanswered.delete(socket)
    })
  })
  return {
    unanswered: (socket) => unanswered.get(socket),
    closeUnused() {
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy()
    },
  }
}
