import { readFileSync } from 'node:fs'
import { ErrorType } from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'
import { startServer } from '../fixtures/start-server.ts'
import { installSdk } from './install-sdk.ts'

const readme = readFileSync('sdk/README.md', 'utf8')

/** All examples as one program, as the README tells the reader to save them. */
const program = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((fence) => fence[1]).join('\n')

it('the examples compile, run against the sandbox and print what they say', { timeout: 60_000 }, async () => {
  await using project = await installSdk()
  await using server = await startServer()
  const road = program.replaceAll('http://127.0.0.1:4000', server.url)
  await project.write('road.ts', road)
  await project.check('road.ts')
  await project.write('road.mjs', road)
  const promised = [...program.matchAll(/^ *console\.log\(.*\) \/\/ (.+)$/gm)].map((line) => line[1])
  expect((await project.run('road.mjs')).trimEnd().split('\n')).toEqual(promised)
})

it('the table of errors has every type of the contract, and no other', () => {
  const table = readme.slice(readme.indexOf('| `type` | Status |'))
  const documented = [...table.matchAll(/^\| `(\w+)` \| \d/gm)].map((row) => row[1])
  expect(documented).toEqual(Object.values(ErrorType))
})
