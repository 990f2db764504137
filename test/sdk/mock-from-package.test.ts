import manifest from '@stoplight/prism-cli/package.json' with { type: 'json' }
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startMock, type Mock } from '../../openapi/mock.ts'
import { exampleValue } from '../../server/contract.ts'
import { call } from '../fixtures/call.ts'
import { installSdk, type Project } from './install-sdk.ts'
import { readme } from './readme-parts.ts'

const run = promisify(execFile)
const programOfPrism = fileURLToPath(import.meta.resolve('@stoplight/prism-cli'))
const [serve = '', question = ''] = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, command]) => command)

interface Prism extends AsyncDisposable {
  url: string
}

/** Prism's own program with the README's command, as a user's project runs it, on a free port. */
async function startPrism(directory: string): Promise<Prism> {
  const [, args = ''] = /^npx prism (.+) --port 4010$/m.exec(serve) ?? []
  const child = spawn(process.execPath, [programOfPrism, ...args.split(' '), '--port', '0'], { cwd: directory })
  const ended = once(child, 'close')
  let output = ''
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      const url = /is listening on (http:\S+)/.exec(output)?.[1]
      if (url !== undefined) resolve(url)
    })
  }
  void ended.then(() => reject(new Error(`Prism ended before it listened:\n${output}`)))
  return {
    url: await listening,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
    },
  }
}

let project: Project
let prism: Prism
let mock: Mock
beforeAll(async () => {
  project = await installSdk()
  prism = await startPrism(project.directory)
  mock = await startMock({ port: 0 })
})
afterAll(async () => {
  await mock?.close()
  await prism?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
})

const createToken = 'POST /oauth/tokens'
const refreshGrant = exampleValue('refreshGrant')

it('the README says how to get Prism, and what it needs', () => {
  const [version] = /\d+\.\d+/.exec(manifest.engines.node)!
  expect(readme).toMatch(new RegExp(`\\[Prism\\]\\S+ serves\\. It needs Node ${version} or newer`))
  expect(serve).toMatch(/^npm install --save-dev @stoplight\/prism-cli\nnpx prism mock /)
})

it('Prism answers a valid request from the installed package', async () => {
  expect(await call(prism, createToken, { body: refreshGrant })).toMatchObject({ status: 201, body: exampleValue('refreshedToken') })
})

it("Prism answers the README's question with the example that it names", async () => {
  const { stdout } = await run('sh', ['-c', question.replace('http://127.0.0.1:4010', prism.url)])
  const [head = '', body = ''] = stdout.split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 401 /)
  expect(JSON.parse(body)).toEqual(exampleValue('expiredRefreshToken'))
})

it('Prism refuses an invalid request, and says why', async () => {
  const { status, headers } = await call(prism, createToken, { body: { token: { grant_type: 'refresh_token' } } })
  expect(status).toBe(422)
  expect(headers.get('sl-violations')).toContain("must have required property 'client_id'")
})

it.each([
  ['a body without its wrapper', { body: {} }, 422, 400],
  ['a token where none is asked for', { body: refreshGrant, headers: { Authorization: 'Bearer any' } }, 401, 201],
])('to %s Prism answers otherwise than the contract, and the mock as it says', async (_what, request, fromPrism, fromMock) => {
  expect(await call(prism, createToken, request)).toMatchObject({ status: fromPrism })
  expect(await call(mock, createToken, request)).toMatchObject({ status: fromMock })
})

it('to a body that is not JSON Prism gives no answer, and the mock that of the contract', async () => {
  const request = { body: '{' }
  expect(await call(mock, createToken, request)).toMatchObject({ status: 400, body: exampleValue('malformedJson') })
  const unanswered = expect(call(prism, createToken, request)).rejects.toThrow('fetch failed')
  // It is not for lack of time: Prism answers what is asked later.
  expect(await call(prism, 'GET /contract')).toMatchObject({ status: 200 })
  await prism[Symbol.asyncDispose]()
  await unanswered
})
