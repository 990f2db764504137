import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { holdRequest } from '../fixtures/hold-request.ts'
import { startProcess } from '../fixtures/start-process.ts'

it.each(['SIGTERM', 'SIGINT'] as const)('%s finishes the request under way, says so, then ends with 0', async (signal) => {
  await using server = await startProcess()
  const held = await holdRequest({ url: await server.listening })
  server.kill(signal)
  await waitForOutput(server, `${signal}: no new requests, finishing 1 under way, for 8 seconds at most\n`)
  expect(await held.finish()).toBe(201)
  expect(await server.ended).toBe(0)
  expect(server.output()).toMatch(/\nfinished it\nstopped, having served for \d+ seconds?\n$/)
})

it('a server that stops takes no new connections', async () => {
  await using server = await startProcess()
  const url = await server.listening
  const held = await holdRequest({ url })
  server.kill('SIGTERM')
  await waitForOutput(server, 'SIGTERM')
  await expect(fetch(`${url}/health`)).rejects.toThrow()
  held.abort()
  expect(await server.ended).toBe(0)
})

it('a connection that was never used does not hold it up', async () => {
  await using server = await startProcess({ environment: { LOG_LEVEL: 'silent' } })
  const { hostname, port } = new URL(await server.listening)
  const idle = connect(Number(port), hostname)
  await once(idle, 'connect')
  // The server has the connection once it serves a later one.
  await fetch(`http://${hostname}:${port}/health`)
  server.kill('SIGTERM')
  await once(idle, 'close')
  expect(await server.ended).toBe(0)
  expect(server.output()).toContain('SIGTERM: no new requests, none is under way\nstopped, having')
})

it('ends with npm, though the shell between them passes no signal on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const npm = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, PORT: '0', DATABASE_URL: `sqlite:${join(folder, 'test.db')}` },
  })
  let output = ''
  npm.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  await waitForOutput({ output: () => output }, 'Refresh an access token')
  npm.kill('SIGTERM')
  await once(npm.stdout, 'end')
  expect(output).toContain('npm has ended: no new requests')
  expect(output).toContain('stopped')
})

async function waitForOutput(server: { output(): string }, text: string): Promise<void> {
  while (!server.output().includes(text)) await new Promise((resolve) => setTimeout(resolve, 5))
}
