import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'

/** A sandbox to play against. */
export interface Sandbox {
  url: string
  /** Stops it, and forgets its data, if it was started for this purpose. */
  close(): Promise<void>
}

const usualUrl = 'http://127.0.0.1:4000'
const server = join(import.meta.dirname, '../../server/main.ts')

/** The sandbox that `EHEALTH_AUTH_URL` names, else the one that `npm start` runs, else a new one with a database of its own. */
export async function findSandbox(): Promise<Sandbox> {
  const named = process.env['EHEALTH_AUTH_URL']
  if (named !== undefined) return runningAt(named)
  return (await isReady(usualUrl)) ? runningAt(usualUrl) : startSandbox()
}

/** Starts a sandbox on a free port, with a database that ends with it. */
export async function startSandbox(): Promise<Sandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'ehealth-auth-demo-'))
  const settings = { HOST: '127.0.0.1', PORT: '0', FIXTURES: '', DATABASE_URL: `sqlite:${join(directory, 'demo.db')}` }
  const child = spawn(process.execPath, [server], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
  const close = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit')
    await rm(directory, { recursive: true, force: true })
  }
  try {
    return { url: await readyUrl(child), close }
  } catch (error) {
    await close()
    throw error
  }
}

function runningAt(url: string): Sandbox {
  return { url, close: async () => {} }
}

type Process = ChildProcessByStdio<null, Readable, null>

/** The URL that the sandbox prints, once it is ready. */
async function readyUrl(child: Process): Promise<string> {
  const url = await printedUrl(child.stdout)
  // Nobody reads on; without this a full pipe would stop the sandbox.
  child.stdout.resume()
  while (url !== undefined && child.exitCode === null) {
    if (await isReady(url)) return url
    await wait(50)
  }
  throw new Error('the sandbox ended before it was ready')
}

async function printedUrl(output: Readable): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (url !== undefined) return url
  }
  return undefined
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/ready`).then(
    (response) => response.status === 200,
    () => false,
  )
}
