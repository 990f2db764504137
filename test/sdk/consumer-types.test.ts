import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, typeRoots } from './complaints-of.ts'
import { installSdk, type Project } from './install-sdk.ts'

/** From the oldest that the SDK promises to the newest; each is installed under its own name. */
const compilers = ['typescript-5.5', 'typescript-5.9', 'typescript', 'typescript-7']

/** Node without a browser's types, then a browser's without Node's. */
const settings = [
  { module: 'node16', lib: ['es2022'], types: ['node'], typeRoots },
  { module: 'nodenext', lib: ['es2022'], types: ['node'], typeRoots },
  { module: 'preserve', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
]

const strictest = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}

/** Compiles only where a mistake is seen, so it shows that nothing has become `any` on the way. */
const mistakes = `
// @ts-expect-error Protects: the options of the client.
export const options = new EHealthAuth({ baseUrl: 1 })
// @ts-expect-error Protects: the types that come from the contract.
export const grants = createToken(new Transport(), { ...grant, grant_type: 'password' })
// @ts-expect-error Protects: the options of the gatekeeper.
export const cacheSeconds = createGatekeeper({ auth: new EHealthAuth(), cacheSeconds: '2' })
// @ts-expect-error Protects: the options of the store.
export const directory = createFileTokenStore({ directory: 1 })
// @ts-expect-error Protects: the names of the mock's answers.
export const example = createMock().use('createToken', 'anExampleThatThereIsNot')
// @ts-expect-error Protects: the form of an answer that the contract does not list.
export const unlisted = createMock().use('createToken', { status: '502' })
`

let project: Project
beforeAll(async () => {
  project = await installSdk()
  const program = (await readFile(join(import.meta.dirname, '../runtimes/smoke.ts'), 'utf8')) + mistakes
  await project.write('program.mts', program)
  await project.write('program.cts', program)
})
afterAll(() => project[Symbol.asyncDispose]())

describe.each(compilers)('the types of the packed SDK, read by %s', { timeout: 120_000 }, (compiler) => {
  const isBetween = ![compilers[0], compilers.at(-1)].includes(compiler)
  // What the oldest and the newest read in every way, those between them hardly refuse in one of them only.
  it.each(isBetween ? settings.slice(-1) : settings)('compile strictly with $module modules and the library $lib', async (options) => {
    const compilerOptions = { ...strictest, ...options }
    expect(await complaintsOf(compiler, project.directory, { compilerOptions, files: ['program.mts', 'program.cts'] })).toBe('')
  })
})
