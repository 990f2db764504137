import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const typescript = join(dirname(fileURLToPath(import.meta.resolve('typescript'))), 'tsc.js')

/** A project outside the repository that has the SDK installed from its tarball. */
export interface Project extends AsyncDisposable {
  /** The unpacked package, as it would be published. */
  sdk: string
  /** Writes a program into the project. */
  write(name: string, source: string): Promise<void>
  /** Runs a program and gives what it prints. */
  run(name: string): Promise<string>
  /** Checks a program's types; rejects with the compiler's output. */
  check(name: string): Promise<void>
}

/** Builds the SDK from its present sources, packs it and installs it the way a user does, without the network. */
export async function installSdk(): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'ehealth-auth-sdk-'))

  // A copy, because other tests read sdk/dist meanwhile.
  const source = join(directory, 'source')
  await cp(join(root, 'sdk/package.json'), join(source, 'package.json'))
  await cp(join(root, 'sdk/README.md'), join(source, 'README.md'))
  await run(process.execPath, [typescript, '-p', join(root, 'sdk/tsconfig.json'), '--outDir', join(source, 'dist')])
  await run('npm', ['pack', source, '--ignore-scripts', '--pack-destination', directory])

  const project = join(directory, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  const tarball = join(directory, 'ehealth-auth-sdk-0.1.0.tgz')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project })

  const nodeTypes = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
  return {
    sdk: join(project, 'node_modules/ehealth-auth-sdk'),
    write: (name, text) => writeFile(join(project, name), text),
    run: async (name) => (await run(process.execPath, [name], { cwd: project })).stdout,
    async check(name) {
      const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024', ...nodeTypes]
      await run(process.execPath, [typescript, ...options, name], { cwd: project })
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
