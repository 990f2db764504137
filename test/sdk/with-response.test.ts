import { ApiError, EHealthAuth } from 'ehealth-auth-sdk'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { demo } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'
import { runProgram } from './run-program.ts'
import { answer, startScript, succeed } from './scripted-server.ts'

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

it('gives the status, the headers and the request id beside the answer', async () => {
  await using server = await startServer()
  const { id: client_id, secret: client_secret, refreshToken: refresh_token } = demo.clinic
  const grant = { grant_type: 'refresh_token', client_id, client_secret, refresh_token } as const
  const { answer, response } = await new EHealthAuth({ baseUrl: server.url }).tokens.create(grant).withResponse()
  expect(answer.data.details.refresh_token).toBe(refresh_token)
  expect(response).toEqual({ status: 201, headers: expect.any(Headers), requestId: answer.meta.request_id, tries: 1, mayBeTwice: false })
  expect(response.headers.get('cache-control')).toBe('no-store')
})

it('gives the headers of a deprecated call, which name its end and what comes after it', async () => {
  await using server = await startServer()
  const auth = new EHealthAuth({ baseUrl: server.url, accessToken: demo.pharmacy.ownerToken, apiKey: demo.mis.apiKey })
  const { headers } = (await auth.clients.refreshSecret(demo.pharmacy.id).withResponse()).response
  expect([headers.has('deprecation'), headers.get('link')]).toEqual([true, expect.stringContaining('rel="successor-version"')])
})

it('gives what came where the answer has no body', async () => {
  const { baseUrl } = await startScript(answer(204, { 'X-Request-Id': 'request-1' }))
  const { answer: nothing, response } = await new EHealthAuth({ baseUrl }).roles.delete('id').withResponse()
  expect([nothing, response]).toEqual([undefined, { status: 204, headers: expect.any(Headers), requestId: 'request-1', tries: 1, mayBeTwice: false }])
})

it('says how often the call was sent, and shows the last answer only', async () => {
  const busy = answer(503, { 'Retry-After': '0', 'X-Request-Id': 'request-of-first-try' })
  const { baseUrl } = await startScript(busy, busy, succeed)
  const { response } = await new EHealthAuth({ baseUrl }).roles.get('id').withResponse()
  expect(response).toMatchObject({ status: 200, requestId: undefined, tries: 3 })
})

it('gives the first page of a list', async () => {
  await using server = await startServer()
  const list = new EHealthAuth({ baseUrl: server.url, accessToken: demo.administrator.token }).roles.list({ page_size: 1 })
  const { answer, response } = await list.withResponse()
  expect([answer, response.status]).toEqual([await list, 200])
  expect(answer.data).toHaveLength(1)
})

it('sends nothing again, however often the answer is asked for', async () => {
  const { baseUrl, received } = await startScript(succeed)
  const call = new EHealthAuth({ baseUrl }).roles.get('id')
  const first = await call.withResponse()
  expect(await call.withResponse()).toEqual(first)
  expect(await call).toBe(first.answer)
  expect(received).toHaveLength(1)
})

it('fails with the same error as the call', async () => {
  const { baseUrl } = await startScript(answer(404))
  const call = new EHealthAuth({ baseUrl }).roles.get('id')
  const error = await caught(call, ApiError)
  await expect(call.withResponse()).rejects.toBe(error)
})

// The runtime ends a program that leaves a failure unhandled, so these run in programs of their own.
it.each([
  ['the call', 'await call.catch(tell)'],
  ['the response', 'await call.withResponse().catch(tell)'],
  ['both', 'await Promise.all([call.catch(tell), call.withResponse().catch(tell)])'],
  ['the response of a list', 'await list.withResponse().catch(tell)'],
  ['the entries of a list', 'try { for await (const role of list) console.log(role) } catch (error) { tell(error) }'],
])('a failure is handled by whoever waits for %s', async (_name, use) => {
  const { baseUrl } = await startScript(answer(404))
  const output = await runProgram(`
    import { EHealthAuth } from 'ehealth-auth-sdk'
    const auth = new EHealthAuth({ baseUrl: '${baseUrl}' })
    const tell = ({ name }) => console.log(name)
    const ${use.includes('list') ? 'list = auth.roles.list()' : "call = auth.roles.get('id')"}
    ${use}
    setImmediate(() => console.log('goes on'))
  `)
  expect(output).toMatch(/^(ApiError\n){1,2}goes on\n$/)
})

it.each(["auth.roles.get('id')", "auth.roles.get('id').withResponse()", 'auth.roles.list()'])('a failure that nobody waits for is not hidden (%s)', async (call) => {
  const { baseUrl } = await startScript(answer(404))
  const program = runProgram(`
    import { EHealthAuth } from 'ehealth-auth-sdk'
    const auth = new EHealthAuth({ baseUrl: '${baseUrl}' })
    ${call}
  `)
  await expect(program).rejects.toThrow('ApiError: the server answered 404')
})
