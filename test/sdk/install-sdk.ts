import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { complaintsOf, typeRoots } from './complaints-of.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const compilerOptions = { strict: true, module: 'nodenext', target: 'es2024', lib: ['es2024'], types: ['node'], typeRoots }

/** A project outside the repository that has the SDK installed from its tarball. */
export interface Project extends AsyncDisposable {
  directory: string
  tarball: string
  /** The unpacked package, as it would be published. */
  sdk: string
  /** Writes a program into the project. */
  write(name: string, source: string): Promise<void>
  /** Runs a program and gives what it prints. */
  run(name: string, ...args: string[]): Promise<string>
  /** Checks a program's types; rejects with the compiler's output. */
  check(name: string): Promise<void>
}

/** Packs what `npm run build` has built and installs it the way a user does, without the network. */
export async function installSdk(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-sdk-'))
  const packed = await run('npm', ['pack', join(root, 'sdk'), '--ignore-scripts', '--pack-destination', folder])
  const tarball = join(folder, packed.stdout.trim())

  const directory = join(folder, 'project')
  await mkdir(directory)
  await writeFile(join(directory, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: directory })

  return {
    directory,
    tarball,
    sdk: join(directory, 'node_modules/ehealth-auth-sdk'),
    write: (name, text) => writeFile(join(directory, name), text),
    run: async (name, ...args) => (await run(process.execPath, [name, ...args], { cwd: directory })).stdout,
    async check(name) {
      const complaints = await complaintsOf('typescript', directory, { compilerOptions, files: [name] })
      if (complaints !== '') throw new Error(complaints)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
