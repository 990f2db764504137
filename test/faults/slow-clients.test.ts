import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { request } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const server = await startServer({ settings: { requestTimeoutSeconds: 1 } })
afterAll(server.close)

/** Connects, and keeps all that comes back until the other side has ended the connection. */
function open(): { socket: Socket; ended: Promise<string> } {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => void (received += text)).on('error', () => {})
  return { socket, ended: once(socket, 'close').then(() => received) }
}

/** Sends a byte now and then, so that the connection is never silent. */
async function drip(socket: Socket, text: string): Promise<void> {
  for (const letter of text) {
    if (socket.destroyed) return
    socket.write(letter)
    await wait(50)
  }
}

const tooLate = /^HTTP\/1\.1 408 .*"type":"request_timeout","message":"The request took too long to arrive\."/s

it.concurrent('who sends headers a letter at a time is given up, and told so', async () => {
  const { socket, ended } = open()
  void drip(socket, `POST /oauth/tokens HTTP/1.1\r\nHost: localhost\r\nX-Filler: ${'x'.repeat(1_000)}`)
  expect(await ended).toMatch(tooLate)
})

it.concurrent('who sends a body a letter at a time is given up, and told so', async () => {
  const { socket, ended } = open()
  socket.write('POST /oauth/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n')
  void drip(socket, ' '.repeat(1_000))
  expect(await ended).toMatch(tooLate)
})

it.concurrent('a hundred of them keep nobody from being answered', async () => {
  const slow = Array.from({ length: 100 }, open)
  for (const { socket } of slow) socket.write('POST /oauth/tokens HTTP/1.1\r\nHost: ')
  expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  const answers = await Promise.all(slow.map(({ ended }) => ended))
  expect(answers.filter((answer) => !tooLate.test(answer))).toEqual([])
})

it.concurrent('who takes a while between requests is answered each time', async () => {
  const { socket, ended } = open()
  const body = JSON.stringify(refreshGrant)
  const whole = request(['POST /oauth/tokens HTTP/1.1', 'Content-Type: application/json'], body)
  const answers: string[] = []
  for (let number = 1; number <= 2; number++) {
    socket.write(whole)
    const [text] = (await once(socket, 'data')) as [string]
    answers.push(text.split('\r\n', 1)[0]!)
    // Longer than a request may take.
    await wait(1_200)
  }
  socket.end()
  await ended
  expect(answers).toEqual(['HTTP/1.1 201 Created', 'HTTP/1.1 201 Created'])
})
