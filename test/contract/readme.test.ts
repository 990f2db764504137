import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { startMock } from '../../openapi/mock.ts'
import { readSettings } from '../../server/config.ts'
import { startServer } from '../fixtures/start-server.ts'

const run = promisify(execFile)
const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
const commands = [...readme.matchAll(/^```sh\n(curl .*?)^```/gms)].map(([, command]) => command!.trim())

async function statusOf(command: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', `${command} -s -o /dev/null -w '%{http_code}'`])
  return stdout
}

it('the commands for the sandbox answer what the text says', async () => {
  await using server = await startServer()
  const forSandbox = commands.filter((command) => command.includes(':4000'))
  const statuses = []
  for (const command of forSandbox) statuses.push(await statusOf(command.replace('http://127.0.0.1:4000', server.url)))
  expect(statuses).toEqual(['201', '201', '200', '200', '201', '200', '200', '200'])
})

it('the command with an idempotency key shows the same secret when it is pasted twice', async () => {
  await using server = await startServer()
  const [command = ''] = commands.filter((command) => command.includes('X-Idempotency-Key'))
  const paste = async () => JSON.parse((await run('sh', ['-c', `${command.replace('http://127.0.0.1:4000', server.url)} -s`])).stdout).data.secret
  expect(await paste()).toMatch(/^.{32}$/)
  expect(await paste()).toBe(await paste())
})

it('the command for the mock answers what its header asks for', async () => {
  const mock = await startMock({ port: 0 })
  const forMock = commands.filter((command) => command.includes(':4010'))
  expect(forMock).toHaveLength(1)
  expect(await statusOf(forMock[0]!.replace('http://127.0.0.1:4010', mock.url))).toBe('401')
  await mock.close()
})

it('every setting that is read is in the table, and every one in the table is read', () => {
  const read = new Set<string>()
  const environment = new Proxy({}, { get: (_target, name) => void read.add(String(name)) })
  readSettings([], environment)
  const documented = [...readme.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
  expect(documented.toSorted()).toEqual([...read].toSorted())
})
