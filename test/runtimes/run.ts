/**
 * `npm run test:runtimes`: the packed SDK on every Node that it promises, from ESM and from CommonJS, against a sandbox. Fetches
 * each Node from npm into a directory that ends with it, so it needs the network. Prints a line for each.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startSandbox } from '../../sdk/examples/sandbox.ts'
import { installSdk } from '../sdk/install-sdk.ts'
import { smokePrograms, smokeReport, writeSmokePrograms } from '../sdk/smoke-programs.ts'

const run = promisify(execFile)
const versions = ['20', '22', '24', '26']

await using project = await installSdk()
await writeSmokePrograms(project)
const sandbox = await startSandbox()
try {
  for (const version of versions) await report(version)
} finally {
  await sandbox.close()
}

async function report(version: string): Promise<void> {
  const node = await fetchNode(version)
  const { stdout: name } = await run(node, ['--version'])
  for (const program of smokePrograms) {
    const args = [program, sandbox.url, join(project.directory, `tokens-${version}-${program}`)]
    const report = await run(node, args, { cwd: project.directory }).then(({ stdout }) => stdout, String)
    if (report !== smokeReport) process.exitCode = 1
    console.log(`${name.trim()} ${program}: ${report === smokeReport ? 'works' : `FAILS\n${report}`}`)
  }
}

/** The newest of a line of Node, as npm has it for this platform; gives the path of the program. */
async function fetchNode(version: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const place = `${platform}-${process.arch}`
  // The name without "bin" ends with Node 18 there.
  const name = place === 'darwin-arm64' ? `node-bin-${place}` : `node-${place}`
  const folder = join(project.directory, '..', `node-${version}`)
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `${name}@${version}`])
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}
