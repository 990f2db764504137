import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { call } from '../fixtures/call.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'
import type { Exchange } from './exchange.ts'
import { recordedTraffic, variable } from './traffic-file.ts'

/** Runs calls against a server of their own; gives what was recorded of them. */
async function recorded(options: Parameters<typeof startServer>[0], calls: (server: { url: string }) => Promise<void>): Promise<Exchange[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  vi.stubEnv(variable, join(folder, 'traffic'))
  onTestFinished(() => void vi.unstubAllEnvs())
  const server = await startServer(options)
  await calls(server)
  await server.close()
  return [...recordedTraffic(join(folder, 'traffic'))]
}

it('the answers of the operations are recorded, also those given before the server looks for the operation', async () => {
  const exchanges = await recorded({ settings: { rateLimitPerMinute: 4 } }, async (server) => {
    await call(server, 'GET /admin/roles?page=1')
    await call(server, 'DELETE /admin/roles')
    await call(server, 'GET /health')
    await call(server, 'GET /nothing')
    await call(server, 'GET /admin/roles/x', { headers: { Accept: 'text/html' } })
    await call(server, 'GET /admin/roles')
  })
  expect(exchanges.map(({ operationId, answer }) => `${operationId} ${answer.status}`)).toEqual(['listRoles 401', 'getRole 406', 'listRoles 429'])
})

it('an exchange is recorded whole, as it was on the wire', async () => {
  const body = { ...refreshGrant, note: 'Аптека' }
  let answer: unknown
  const [exchange, ...others] = await recorded({ origin: 'generated' }, async (server) => {
    answer = (await call(server, 'POST /oauth/tokens?page=1', { body })).body
  })
  expect(others).toEqual([])
  expect(exchange).toMatchObject({
    origin: 'generated',
    request: { method: 'POST', target: '/oauth/tokens?page=1', headers: { 'content-type': 'application/json' } },
    answer: { status: 201, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } },
  })
  expect([exchange!.request.body, exchange!.answer.body].map((text) => JSON.parse(text))).toEqual([body, answer])
})

it('who looks for traffic where none was recorded is told how to record it', () => {
  expect(() => [...recordedTraffic('/nowhere')]).toThrow('no traffic was recorded: run all tests with npm test')
})
