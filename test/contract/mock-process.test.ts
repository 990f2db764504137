import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('../../openapi/mock.ts', import.meta.url))

const run = (argumentList: string[], environment: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [script, ...argumentList], { env: { ...process.env, ...environment } })
  return { child, ended: once(child, 'exit') }
}

/** Waits for the greeting, which names the URL. */
async function greeting(child: ReturnType<typeof spawn>): Promise<string> {
  let printed = ''
  for await (const chunk of child.stdout!) {
    printed += String(chunk)
    if (printed.includes('sl-violations')) break
  }
  return printed
}

it('prints its URL and commands to paste, and ends on SIGTERM', async () => {
  const { child, ended } = run(['--port', '0'])
  const printed = await greeting(child)
  const [, url] = /^mock of the contract: (\S+)$/m.exec(printed)!
  expect(printed).toContain(`curl -i ${url}/oauth/tokens`)
  expect(printed).toContain("-H 'Prefer: code=401, example=expiredRefreshToken'")
  expect((await fetch(`${url}/oauth/tokens`)).status).toBe(405)
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

it('says in one line that its port is taken, and exits with 1', async () => {
  const first = run([], { PORT: '0' })
  const [, port] = /:(\d+)$/m.exec(await greeting(first.child))!
  const second = run(['--port', port!])
  expect(await text(second.child.stderr!)).toBe(`listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`)
  expect(await second.ended).toEqual([1, null])
  first.child.kill('SIGINT')
  expect(await first.ended).toEqual([0, null])
})

it('refuses a port that is none', async () => {
  const { child, ended } = run([], { PORT: 'http' })
  expect(await text(child.stderr!)).toBe('"http" is not a port: a number from 0 to 65535\n')
  expect(await ended).toEqual([1, null])
})
