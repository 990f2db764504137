import { copyFile, rename, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { fileOf } from '../fixtures/open-outside.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const readiness = async ({ url }: TestServer) => {
  const { status, headers, body } = await call({ url }, 'GET /ready')
  return [status, headers.get('retry-after'), body.status]
}

const moved = [503, '1', 'database file moved']

it('is not ready once the file of the database is not the one at its path, and is again when it comes back', async () => {
  await using server = await startServer()
  const file = fileOf(server)
  await rename(file, `${file}.old`)
  expect(await readiness(server)).toEqual(moved)
  await copyFile(`${file}.old`, file)
  expect(await readiness(server)).toEqual(moved)
  await rename(`${file}.old`, file)
  expect(await readiness(server)).toEqual([200, null, 'ready'])
})

it('is not ready once the file of the database was deleted, while it goes on to be healthy', async () => {
  await using server = await startServer()
  await rm(fileOf(server))
  expect(await readiness(server)).toEqual(moved)
  expect((await call(server, 'GET /health')).status).toBe(200)
})

it('acknowledges no write while the file of the database is not the one at its path', async () => {
  await using server = await startServer()
  const file = fileOf(server)
  const refresh = async () => (await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status
  await rename(file, `${file}.old`)
  expect([await refresh(), await refresh()]).toEqual([503, 503])
  await rename(`${file}.old`, file)
  expect(await refresh()).toBe(201)
})

it('is not ready while it stops, on a connection that is still open', async () => {
  await using server = await startProcess()
  const { hostname, port } = new URL(await server.listening)
  const body = JSON.stringify(refreshGrant)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => (received += text))
  const headers = ['Host: test', 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue']
  socket.write(`${['POST /oauth/tokens HTTP/1.1', ...headers].join('\r\n')}\r\n\r\n`)
  await expect.poll(() => received).toContain('100 Continue')
  server.kill('SIGTERM')
  await expect.poll(() => server.output()).toContain('SIGTERM: no new requests')
  socket.write(`${body}GET /ready HTTP/1.1\r\nHost: test\r\n\r\n`)
  await once(socket, 'close')
  expect(received).toContain('HTTP/1.1 201 Created')
  expect(received).toMatch(/HTTP\/1\.1 503 Service Unavailable\r\n(.+\r\n)*Retry-After: 1\r\n(.+\r\n)*\r\n\{"status":"stopping"\}/)
})
