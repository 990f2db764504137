import { publint } from 'publint'
import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer } from '../fixtures/start-server.ts'
import { installSdk, type Project } from './install-sdk.ts'

let project: Project
beforeAll(async () => {
  project = await installSdk()
})
afterAll(() => project[Symbol.asyncDispose]())

const call = (url: string) => `
  const auth = new EHealthAuth({ baseUrl: '${url}' })
  auth.createToken({
    grant_type: 'refresh_token',
    client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa',
    client_secret: 'msp-001-secret-key',
    refresh_token: 'my-oauth-refresh-token',
  }).then(({ data }) => console.log(data.details.grant_type))
`

it('the packed SDK installs and calls the service, from ESM and from CommonJS', async () => {
  await using server = await startServer()
  await project.write('program.mjs', `import { EHealthAuth } from 'ehealth-auth-sdk'\n${call(server.url)}`)
  await project.write('program.cjs', `const { EHealthAuth } = require('ehealth-auth-sdk')\n${call(server.url)}`)
  expect(await project.run('program.mjs')).toBe('refresh_token\n')
  expect(await project.run('program.cjs')).toBe('refresh_token\n')
})

it('the gatekeeper is a part of the package, for ESM and for CommonJS', async () => {
  const program = "new Promise(() => createGatekeeper({ auth: {}, cacheSeconds: 11 })).catch(({ message }) => console.log(message))"
  await project.write('gate.mjs', `import { createGatekeeper } from 'ehealth-auth-sdk/gatekeeper'\n${program}`)
  await project.write('gate.cjs', `const { createGatekeeper } = require('ehealth-auth-sdk/gatekeeper')\n${program}`)
  expect(await project.run('gate.mjs')).toBe('"cacheSeconds" must be a number from 0 to 10\n')
  expect(await project.run('gate.cjs')).toBe('"cacheSeconds" must be a number from 0 to 10\n')
})

it('the package is complete, has nothing to spare, and publint finds no fault', async () => {
  expect((await readdir(project.sdk)).sort()).toEqual(['README.md', 'dist', 'package.json'])
  expect(await publint({ pkgDir: project.sdk, strict: true })).toMatchObject({ messages: [] })
})
