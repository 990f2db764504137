import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a program that may import the SDK, until it ends by itself, and gives what it prints. Rejects when it fails. */
export async function runProgram(source: string, ...nodeOptions: string[]): Promise<string> {
  const options = { cwd: join(import.meta.dirname, '../..'), timeout: 20_000 }
  return (await run(process.execPath, [...nodeOptions, '--input-type=module', '--eval', source], options)).stdout
}
