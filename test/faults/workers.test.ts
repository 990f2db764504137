import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { call } from '../fixtures/call.ts'
import { childrenOf } from '../fixtures/children-of.ts'
import { approve, codeGrant, refreshGrant } from '../fixtures/demo.ts'
import { holdRequest } from '../fixtures/hold-request.ts'
import { startProcess, type ServerProcess } from '../fixtures/start-process.ts'

const startWorkers = (environment: Record<string, string> = {}): Promise<ServerProcess> =>
  startProcess({ environment: { WORKERS: '2', ...environment } })

/** Sends so many requests at once, each over a connection of its own, which the processes get in turn. */
const atOnce = <Answer>(count: number, send: () => Promise<Answer>): Promise<Answer[]> => Promise.all(Array.from({ length: count }, send))

it('processes on one file give a code to one of many, and count requests together', async () => {
  await using server = await startWorkers({ RATE_LIMIT_MINUTE: '40' })
  const url = await server.listening
  expect(server.output().match(/Loaded /g)).toHaveLength(1)
  const headers = { Connection: 'close' }
  const body = codeGrant(await approve({ url }))
  const exchanges = await atOnce(20, () => call({ url }, 'POST /oauth/tokens', { body, headers }))
  expect(exchanges.map(({ status }) => status).toSorted()).toEqual([201, ...Array(19).fill(401)])
  const refreshes = await atOnce(30, () => call({ url }, 'POST /oauth/tokens', { body: refreshGrant, headers }))
  // Two of the forty were the sign-in and the approval.
  expect(refreshes.filter(({ status }) => status === 201)).toHaveLength(18)
  expect(refreshes.filter(({ status }) => status === 429)).toHaveLength(12)
  const requests = server.output().split('\n').flatMap((line) => (line.includes('"operation"') ? [JSON.parse(line)] : []))
  expect(new Set(requests.map(({ pid }) => pid)).size).toBe(2)
})

it('a process that is killed is replaced, and the others go on', async () => {
  await using server = await startWorkers()
  const url = await server.listening
  const [killed = 0] = childrenOf(server.pid)
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => server.output()).toContain(`process ${killed} ended (SIGKILL); another one takes its place`)
  expect((await call({ url }, 'POST /oauth/tokens', { body: refreshGrant, headers: { Connection: 'close' } })).status).toBe(201)
  await expect.poll(() => childrenOf(server.pid)).toHaveLength(2)
  expect(childrenOf(server.pid)).not.toContain(killed)
})

it('SIGTERM ends them also while one that takes the place of another is starting', async () => {
  await using server = await startWorkers()
  await server.listening
  const [killed = 0] = childrenOf(server.pid)
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => childrenOf(server.pid).filter((pid) => pid !== killed), { interval: 5 }).toHaveLength(2)
  server.kill('SIGTERM')
  expect(await server.ended).toBe(0)
  expect(server.output()).toContain('stopped')
})

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends them all when they have finished what is under way, and the first with 0', async (signal) => {
  await using server = await startWorkers()
  const url = await server.listening
  const workers = childrenOf(server.pid)
  expect(workers).toHaveLength(2)
  // The processes get connections in turn.
  const held = [await holdRequest({ url }), await holdRequest({ url })]
  server.kill(signal)
  await expect.poll(() => server.output()).toContain(`${signal}: no new requests, finishing 2 under way`)
  expect(await Promise.all(held.map((request) => request.finish()))).toEqual([201, 201])
  expect(await server.ended).toBe(0)
  expect(server.output()).toMatch(/\nfinished all 2\nstopped, having served for/)
  for (const worker of workers) expect(() => process.kill(worker, 0)).toThrow('ESRCH')
})

it('processes that cannot listen say why, and the first ends with 1', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  await using server = await startWorkers({ PORT: String(port) })
  expect(await server.ended).toBe(1)
  expect(server.output()).toContain(`cannot listen on 127.0.0.1:${port}: another process listens there`)
})
