import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What is to be compiled, as `tsconfig.json` says it. */
export interface Compilation {
  compilerOptions: Record<string, unknown>
  files: string[]
}

/** Where a program finds the types of Node. */
export const typeRoots = [join(import.meta.dirname, '../../node_modules/@types')]

/** What a compiler, which is installed under that name, complains about; nothing when all is well. Writes nothing but `tsconfig.json`. */
export async function complaintsOf(compiler: string, directory: string, { compilerOptions, files }: Compilation): Promise<string> {
  await writeFile(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true }, files }))
  const program = join(dirname(fileURLToPath(import.meta.resolve(`${compiler}/package.json`))), 'bin/tsc')
  return run(process.execPath, [program], { cwd: directory }).then(
    () => '',
    ({ message, stdout }: Error & { stdout: string }) => `${message}\n${stdout}`,
  )
}
