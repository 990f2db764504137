import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installSdk, type Project } from './install-sdk.ts'

const run = promisify(execFile)
const typeRoots = [join(import.meta.dirname, '../../node_modules/@types')]

/** From the oldest that the SDK promises to the newest; each is installed under its own name. */
const compilers = ['typescript-5.5', 'typescript-5.9', 'typescript', 'typescript-7']

/** Node without a browser's types, then a browser's without Node's. */
const settings = [
  { module: 'node16', lib: ['es2022'], types: ['node'], typeRoots },
  { module: 'nodenext', lib: ['es2022'], types: ['node'], typeRoots },
  { module: 'preserve', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
]

const strictest = {
  noEmit: true,
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}

/** Compiles only where a mistake is seen, so it shows that nothing has become `any` on the way. */
const mistakes = `
// @ts-expect-error
export const options = new EHealthAuth({ baseUrl: 1 })
// @ts-expect-error
export const grants = createToken(new Transport(), { ...grant, grant_type: 'password' })
// @ts-expect-error
export const cacheSeconds = createGatekeeper({ auth: new EHealthAuth(), cacheSeconds: '2' })
// @ts-expect-error
export const directory = createFileTokenStore({ directory: 1 })
// @ts-expect-error
export const example = createMock().use('createToken', 'anExampleThatThereIsNot')
`

let project: Project
beforeAll(async () => {
  project = await installSdk()
  const program = (await readFile(join(import.meta.dirname, '../runtimes/smoke.ts'), 'utf8')) + mistakes
  await project.write('program.mts', program)
  await project.write('program.cts', program)
})
afterAll(() => project[Symbol.asyncDispose]())

/** What the compiler complains about. */
async function compile(compiler: string, compilerOptions: object, ...files: string[]): Promise<string> {
  await project.write('tsconfig.json', JSON.stringify({ compilerOptions: { ...strictest, ...compilerOptions }, files }))
  const program = join(dirname(fileURLToPath(import.meta.resolve(`${compiler}/package.json`))), 'bin/tsc')
  return run(process.execPath, [program], { cwd: project.directory }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}

describe.each(compilers)('the types of the packed SDK, read by %s', { timeout: 120_000 }, (compiler) => {
  it.each(settings)('compile strictly with $module modules and the library $lib', async (options) => {
    expect(await compile(compiler, options, 'program.mts', 'program.cts')).toBe('')
  })
})
