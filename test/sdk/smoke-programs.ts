import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import type { Project } from './install-sdk.ts'

/** The same program for both kinds of modules; each is called with a sandbox's URL and a directory, and prints what it saw. */
export const smokePrograms = ['smoke.mjs', 'smoke.cjs']

/** What each prints when all is well. */
export const smokeReport = `client: 201 access_token, admin@example.com and owner@example.com, 401 token_not_found
operations: access_token
gatekeeper: 200, user 3ff33ced-69dc-415a-b231-c6446898335a
file-token-store: the same token
testing: 401 token_expired
`

/** Writes the smoke program into the project, as JavaScript that every Node reads. */
export async function writeSmokePrograms(project: Project): Promise<void> {
  const source = await readFile(join(import.meta.dirname, '../runtimes/smoke.ts'), 'utf8')
  const program = `${source}\nvoid smoke(...process.argv.slice(2)).then((lines) => console.log(lines.join('\\n')))\n`
  const transpile = (module: ts.ModuleKind) =>
    ts.transpileModule(program, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText
  await project.write('smoke.mjs', transpile(ts.ModuleKind.ESNext))
  await project.write('smoke.cjs', transpile(ts.ModuleKind.CommonJS))
}
