import { afterAll, beforeAll, expect, it } from 'vitest'
import { Contract } from '../../openapi/generate/contract.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { installSdk, type Project } from './install-sdk.ts'
import { programs } from './readme-parts.ts'

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await installSdk()
  server = await startServer()
  for (const { name, source } of programs) {
    const road = source.replaceAll('http://127.0.0.1:4000', server.url)
    await project.write(`${name}.ts`, road)
    await project.write(`${name}.mjs`, road)
  }
})
afterAll(async () => {
  await server.close()
  await project[Symbol.asyncDispose]()
})

it('the examples of the README compile strictly', { timeout: 60_000 }, async () => {
  await project.write('all.ts', programs.map(({ name }) => `import './${name}.js'\n`).join(''))
  await expect(project.check('all.ts')).resolves.toBeUndefined()
})

it.each(programs)('the examples of "$name" print what they say', async ({ name, promised }) => {
  expect(await linesOf(`${name}.mjs`)).toEqual(promised)
})

// The sandbox is the one from above, so each example has left behind what the others, and it itself, begin with.
it('they do so in any order, and again', { timeout: 60_000 }, async () => {
  const reversed = programs.toReversed()
  await project.write('again.mjs', reversed.map(({ name }) => `await import('./${name}.mjs')\n`).join(''))
  expect(await linesOf('again.mjs')).toEqual(reversed.flatMap(({ promised }) => promised))
})

async function linesOf(program: string): Promise<string[]> {
  return (await project.run(program)).trimEnd().split('\n')
}

it('the examples call every method', () => {
  const source = programs.map((program) => program.source).join('\n')
  const called = new Set([...source.matchAll(/\bauth\.(\w+\.\w+)\(/g)].map(([, method]) => method))
  const { operations } = new Contract('openapi/dist/openapi.json')
  expect([...called].sort()).toEqual(operations.map(({ sdkMethod: { resource, name } }) => `${resource}.${name}`).sort())
})
