import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { ApiError, ConnectionError, ContractError, EHealthAuth } from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'
import { caught } from './caught.ts'
import { startStub } from './stub-server.ts'

const secrets = ['access-token-secret', 'api-key-secret', 'custom-psk-secret', 'client-secret', 'refresh-token-secret', 'password-secret']

const createAuth = (baseUrl: string) =>
  new EHealthAuth({ baseUrl, clientId: 'id', clientSecret: 'client-secret', accessToken: 'access-token-secret', apiKey: 'api-key-secret', customPsk: 'custom-psk-secret' })

const refresh = (auth: EHealthAuth) =>
  auth.tokens.create({
    grant_type: 'refresh_token',
    client_id: 'df9f70ee-4b12-4740-b0f5-bb5aea116863',
    client_secret: 'client-secret',
    refresh_token: 'refresh-token-secret',
  })

/** Every way in which a program may print a value. */
function printed(value: unknown): string {
  const plain = inspect(value)
  const thorough = inspect(value, { showHidden: true, depth: Infinity, getters: true })
  return [plain, thorough, String(value), JSON.stringify(value), JSON.stringify(Object.entries(Object(value)))].join('\n')
}

function expectNoSecret(value: unknown): void {
  const output = printed(value)
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([])
}

it('a printed client shows where it calls, and no credential', () => {
  const auth = createAuth('http://127.0.0.1:4000')
  expect(inspect(auth)).toContain("baseUrl: 'http://127.0.0.1:4000'")
  expectNoSecret(auth)
})

it.each([
  [400, 'text/html'],
  [400, 'application/json'],
  [201, 'application/json'],
])('a printed error shows no secret when a %i of %s repeats the whole request', async (status, contentType) => {
  const baseUrl = await startStub(async (request, response) => {
    const echo = { sent: await text(request), headers: request.headers, error: { type: 'client-secret', message: 'client-secret' } }
    response.writeHead(status, { 'Content-Type': contentType }).end(JSON.stringify(echo))
  })
  const error = await caught<ApiError | ContractError>(refresh(createAuth(baseUrl)), status < 300 ? ContractError : ApiError)
  expect(error.body()).toContain('refresh-token-secret')
  expectNoSecret(error)
})

it('a printed ConnectionError shows no secret, its cause included', async () => {
  const baseUrl = await startStub((request) => request.socket.resetAndDestroy())
  expectNoSecret(await caught(refresh(createAuth(baseUrl)), ConnectionError))
  expectNoSecret(await caught(createAuth(baseUrl).users.logOut(), ConnectionError))
  expectNoSecret(await caught(createAuth(baseUrl).tokens.verify('access-token-secret', { apiKey: 'api-key-secret' }), ConnectionError))
})

it('a printed ConnectionError shows no byte of an answer that breaks the rules of HTTP', async () => {
  const baseUrl = await startStub((request) => void request.socket.end('HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\nclient-secret'))
  expectNoSecret(await caught(refresh(createAuth(baseUrl)), ConnectionError))
})

it('a refused argument is named, and not repeated', async () => {
  const auth = createAuth('http://127.0.0.1:1')
  expectNoSecret(await caught(auth.users.logOut({ accessToken: 'access-token-secret\n' }), TypeError))
  expectNoSecret(await caught(auth.clients.refreshSecret('id', { apiKey: 'api-key-secret\n' }), TypeError))
  expectNoSecret(await caught(auth.tokens.verify('access-token-secret\ud800'), TypeError))
  expectNoSecret(await caught(auth.tokens.verify('token', { apiKey: 'api-key-secret\n' }), TypeError))
  expect(() => createAuth('http://user:password-secret@127.0.0.1')).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('password-secret') }),
  )
})
