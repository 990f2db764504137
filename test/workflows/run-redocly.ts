import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../..', import.meta.url))
const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'))
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }

/** How a command of Redocly ended, and all that it printed. */
export interface RedoclyRun {
  exitCode: number | null
  output: string
}

/** Runs a command of Redocly, while the server of this process goes on. */
export async function runRedocly(args: string[]): Promise<RedoclyRun> {
  const child = spawn(process.execPath, [redocly, ...args], { cwd: project, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, output }
}
