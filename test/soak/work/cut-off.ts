import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { request } from '../../fixtures/send-raw.ts'
import type { Caller } from '../caller.ts'
import { refreshGrant } from './grants.ts'

/** A connection that breaks off: anywhere in the request, or before the answer. */
export async function cutOff(caller: Caller): Promise<void> {
  const { hostname, port } = new URL(caller.url)
  const socket = connect(Number(port), hostname)
  const closed = once(socket, 'close')
  // The service may close it first.
  socket.on('error', () => {})
  await once(socket, 'connect')
  const whole = requestText(caller)
  const sent = Math.random() < 0.5 ? whole : whole.slice(0, Math.floor(Math.random() * whole.length))
  socket.write(sent, () => socket.destroy())
  await closed
  caller.leave('(cut off)')
}

function requestText(caller: Caller): string {
  const body = JSON.stringify(refreshGrant(caller.owner.clinic, Math.random() < 0.5 ? {} : { refresh_token: randomUUID() }))
  return request(['POST /oauth/tokens HTTP/1.1', 'Content-Type: application/json'], body)
}
