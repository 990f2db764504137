import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../../server/contract.ts'
import { startServer } from '../fixtures/start-server.ts'
import { sdkEntries } from './entries.ts'
import { installSdk, type Project } from './install-sdk.ts'
import { smokePrograms, smokeReport, writeSmokePrograms } from './smoke-programs.ts'

let project: Project
beforeAll(async () => {
  project = await installSdk()
})
afterAll(() => project[Symbol.asyncDispose]())

it('the packed SDK works, each entry of it, from ESM and from CommonJS', async () => {
  await using server = await startServer()
  await writeSmokePrograms(project)
  for (const program of smokePrograms) {
    expect(await project.run(program, server.url, join(project.directory, `tokens-${program}`))).toBe(smokeReport)
  }
})

it.each(sdkEntries)('$name exports the same to ESM and to CommonJS', async ({ name }) => {
  const print = 'console.log(Object.keys(entry).sort().join())'
  await project.write('names.mjs', `import * as entry from '${name}'; ${print}`)
  await project.write('names.cjs', `const entry = require('${name}'); ${print}`)
  const names = await project.run('names.mjs')
  expect(names).toMatch(/\w/)
  expect(await project.run('names.cjs')).toBe(names)
})

it('errors of the ESM copy are known to the CommonJS copy', async () => {
  await project.write(
    'both.mjs',
    `import { ApiError } from 'ehealth-auth-sdk'
    import { createRequire } from 'node:module'
    const { isApiError, ...other } = createRequire(import.meta.url)('ehealth-auth-sdk')
    const error = new ApiError('no', { status: 401, invalid: [], body: '' })
    console.log(error instanceof other.ApiError, isApiError(error))`,
  )
  expect(await project.run('both.mjs')).toBe('false true\n')
})

it('the package carries the contract that it is made from, for ESM and for CommonJS', async () => {
  const compare = `
    const mock = createMock()
    const auth = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch })
    const { example } = contract.components.headers.ContractHash
    void auth.contract.get().then(() => console.log(example === mock.calls[0].headers.get('X-Contract-Hash')))`
  await project.write(
    'contract.mjs',
    `import contract from 'ehealth-auth-sdk/openapi.json' with { type: 'json' }
    import { EHealthAuth } from 'ehealth-auth-sdk'
    import { createMock } from 'ehealth-auth-sdk/testing'
    ${compare}`,
  )
  await project.write(
    'contract.cjs',
    `const contract = require('ehealth-auth-sdk/openapi.json')
    const { EHealthAuth } = require('ehealth-auth-sdk')
    const { createMock } = require('ehealth-auth-sdk/testing')
    ${compare}`,
  )
  for (const program of ['contract.mjs', 'contract.cjs']) expect(await project.run(program)).toBe('true\n')
  expect(JSON.parse(await readFile(join(project.sdk, 'dist/openapi.json'), 'utf8'))).toEqual(contract)
})

it('the package depends on nothing, and tells bundlers that importing it does nothing', async () => {
  const installed = await readdir(join(project.directory, 'node_modules'))
  expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['ehealth-auth-sdk'])
  const manifest: unknown = JSON.parse(await readFile(join(project.sdk, 'package.json'), 'utf8'))
  for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies']) {
    expect(manifest).not.toHaveProperty(kind)
  }
  expect(manifest).toHaveProperty('sideEffects', false)
})

it('installing the package runs nothing', async () => {
  const { scripts = {} } = JSON.parse(await readFile(join(project.sdk, 'package.json'), 'utf8'))
  for (const hook of ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare']) expect(scripts).not.toHaveProperty(hook)
  // npm would compile it.
  expect(await readdir(project.sdk)).not.toContain('binding.gyp')
})

it('the package is complete and has nothing to spare', async () => {
  expect((await readdir(project.sdk)).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json'])
  const files = await readdir(join(project.sdk, 'dist'), { recursive: true })
  expect(files.filter((file) => /\.\w+$/.test(file) && !/\.(d\.ts|js)$/.test(file)).sort()).toEqual([join('cjs', 'package.json'), 'openapi.json'])
})

it('publint finds no fault', async () => {
  expect(await publint({ pkgDir: project.sdk, strict: true })).toMatchObject({ messages: [] })
})

it('every way to resolve modules finds the types that belong to the code', async () => {
  const analysis = await checkPackage(createPackageFromTarballData(await readFile(project.tarball)))
  expect(analysis).toMatchObject({ types: { kind: 'included' }, problems: [] })
})
