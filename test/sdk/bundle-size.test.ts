import { build, type BuildOptions } from 'esbuild'
import * as operations from 'ehealth-auth-sdk/operations'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { sdkEntries } from './entries.ts'
import { installSdk, type Project } from './install-sdk.ts'

let project: Project
beforeAll(async () => {
  project = await installSdk()
})
afterAll(() => project[Symbol.asyncDispose]())

/** The program and what it uses of the SDK, as one minified file. */
async function bundle(program: string, options: BuildOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: project.directory },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
    ...options,
    write: false,
  })
  return outputFiles.map(({ text }) => text).join('')
}

it('one operation costs a page less than 10 000 bytes', async () => {
  const text = await bundle(`
    import { createToken, Transport } from 'ehealth-auth-sdk/operations'
    const transport = new Transport({ baseUrl: location.origin })
    document.body.append((await createToken(transport, JSON.parse(document.body.textContent))).data.value)
  `)
  console.log(`one operation is ${text.length} bytes minified, ${gzipSync(text).length} compressed`)
  expect(text.length).toBeLessThan(10_000)
  expect(text).toContain('/oauth/tokens')
})

const names = Object.keys(operations).filter((name) => name !== 'Transport')
const sizes = new Map<string, number>()

it.each(names)('%s alone costs a page less than 10 000 bytes', async (name) => {
  const text = await bundle(`import { ${name}, Transport } from 'ehealth-auth-sdk/operations'; globalThis.used = [${name}, Transport]`)
  sizes.set(name, text.length)
  expect(text.length).toBeLessThan(10_000)
})

it('that is every operation of the contract', () => {
  expect([...sizes.keys()].sort()).toEqual(contractOperations.map(({ id }) => id).sort())
  const inOrder = [...sizes].toSorted(([, one], [, other]) => one - other).map((entry) => entry.join(' '))
  console.log(`of ${sizes.size} operations the smallest and the largest, in bytes: ${inOrder.at(0)}, ${inOrder.at(-1)}`)
})

it.each(sdkEntries)('$name costs nothing and does nothing when nothing of it is used', async ({ name }) => {
  // Without the annotations the bundler believes nobody, and drops only what it proves to do nothing.
  for (const ignoreAnnotations of [false, true]) {
    expect(await bundle(`import * as unused from '${name}'`, { platform: 'node', ignoreAnnotations })).toBe('')
  }
})

it.each(sdkEntries.filter(({ name }) => !name.endsWith('/file-token-store')))('$name needs nothing of Node', async ({ name }) => {
  await expect(bundle(`import * as all from '${name}'; globalThis.all = all`)).resolves.toContain('globalThis.all')
})
