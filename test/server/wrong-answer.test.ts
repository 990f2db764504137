import { describe, expect, it } from 'vitest'
import { answerFault } from '../../server/http/answer-fault.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { changeOutside } from '../fixtures/open-outside.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { pharmacy, clinic, mis } = demo
/** A URI that may be requested, and is longer than the contract allows once it is encoded. */
const longUri = `https://example.com/${'є'.repeat(1_500)}`

/** Sends answers that break the contract. */
const startProduction = () => startServer({ settings: { mode: 'production' }, origin: 'spoilt' })

const refreshSecret = (server: TestServer) =>
  call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey } })

const breachesLogged = (server: TestServer) =>
  server.logs.filter((line) => line.includes('answer breaks the contract')).map((line): unknown => JSON.parse(line))

const loggedBreach = (operation: string, { body }: Answer, violation: RegExp) =>
  expect.objectContaining({ level: 50, request_id: body.meta.request_id, operation, violation: expect.stringMatching(violation) })

async function authorize(server: TestServer): Promise<Answer> {
  const app = { client_id: clinic.id, redirect_uri: longUri, scope: 'patients:view' }
  return call(server, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${await logIn(server)}` } })
}

/** By what a database was spoilt, so that the answer of an operation breaks the contract. */
const cases: [string, string, string, (server: TestServer) => Promise<Answer>, number][] = [
  ['refreshClientSecret', 'a client without name', "update clients set name = ''", refreshSecret, 200],
  ['refreshClientSecret', 'a redirect URI that is none', "update connections set redirect_uri = 'ftp://x'", refreshSecret, 200],
  ['authorizeApp', 'a redirect URI that is too long', `update connections set redirect_uri = '${longUri}'`, authorize, 201],
  ['createToken', 'an approval that is too wide', `update approvals set scope = '${'x'.repeat(9_000)}'`, (server) => call(server, 'POST /oauth/tokens', { body: refreshGrant }), 201],
]

describe.each(cases)('an answer of %s that breaks the contract by %s', (operationId, _spoilt, statement, provoke, status) => {
  it('is a loud 500 in the sandbox, with nothing left of the answer', async () => {
    await using server = await startServer()
    await changeOutside(server, statement)
    const answer = await provoke(server)
    expect(refusal(answer)).toEqual([500, 'internal_error'])
    expect(answerBreaches(operationId, answer)).toEqual([])
    for (const name of ['location', 'link', 'deprecation', 'sunset']) expect(answer.headers.has(name)).toBe(false)
    expect(breachesLogged(server)).toEqual([loggedBreach(operationId, answer, /^response\/(data|urgent)\/./)])
  })

  it('is sent all the same in production, and logged', async () => {
    await using server = await startProduction()
    await changeOutside(server, statement)
    const answer = await provoke(server)
    expect(answer.status).toBe(status)
    expect(answer.body.data).toBeDefined()
    expect(answerBreaches(operationId, answer)).not.toEqual([])
    expect(breachesLogged(server)).toEqual([loggedBreach(operationId, answer, /^response\/(data|urgent)\/./)])
  })
})

it('a secret that was renewed in production works, although the answer broke the contract', async () => {
  await using server = await startProduction()
  await changeOutside(server, "update clients set name = ''")
  const answer = await refreshSecret(server)
  const { secret: client_secret } = answer.body.data
  const token = { grant_type: 'refresh_token', client_id: pharmacy.id, client_secret, refresh_token: pharmacy.refreshToken }
  expect((await call(server, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
  expect(answer.headers.get('link')).toContain('successor-version')
})

it('production holds requests against the contract as the sandbox does', async () => {
  await using server = await startServer({ settings: { mode: 'production' } })
  expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  expect(refusal(await call(server, 'POST /oauth/tokens', { body: { token: { grant_type: 'refresh_token' } } }))[0]).toBe(422)
  expect(refusal(await call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`))[0]).toBe(401)
})

describe('a refusal that breaks the contract by a message that is too long', () => {
  const statement = `update users set id = '${'x'.repeat(3_000)}', password_set_at = 0 where email = '${demo.user.email}'`
  const { email, password } = demo.user
  const token = { grant_type: 'password', email, password, client_id: demo.portal, scope: 'app:authorize' }

  it('is a loud 500 in the envelope', async () => {
    await using server = await startServer()
    await changeOutside(server, statement)
    const answer = await call(server, 'POST /auth/login', { body: { token } })
    expect(refusal(answer)).toEqual([500, 'internal_error'])
    expect(breachesLogged(server)).toEqual([loggedBreach('logInUser', answer, /^response\/error\/message /)])
  })

  it('is sent all the same in production', async () => {
    await using server = await startProduction()
    await changeOutside(server, statement)
    const answer = await call(server, 'POST /auth/login', { body: { token } })
    expect(answer).toMatchObject({ status: 401, body: { error: { type: 'password_expired' } } })
    expect(breachesLogged(server)).toEqual([loggedBreach('logInUser', answer, /^response\/error\/message /)])
  })
})

it('answers that keep to the contract, and those of no operation, are no breach', async () => {
  await using server = await startServer()
  const targets = ['POST /oauth/tokens', 'PUT /oauth/tokens', 'GET /nowhere', 'GET /oauth/nonce', 'GET /contract']
  const answers = await Promise.all(targets.map((target) => call(server, target, target.startsWith('POST') ? { body: refreshGrant } : {})))
  expect(answers.map(({ status }) => status)).toEqual([201, 405, 404, 422, 200])
  expect(breachesLogged(server)).toEqual([])
})

it.each<[string, string | undefined, number, string | undefined, string | undefined]>([
  ['a status that the operation does not list', 'createToken', 200, '{}', 'status 200 is not listed'],
  ['no body where the operation promises one', 'createToken', 201, undefined, 'response must be object'],
  ['a body where the operation promises none', 'deleteRole', 204, '{}', 'response must have no body'],
  ['no body where none is promised', 'deleteRole', 204, undefined, undefined],
  ['a failure of the server itself', 'getRole', 503, '{}', undefined],
  ['an answer of no operation', undefined, 404, '{}', undefined],
])('what the contract forbids in %s', (_answer, operationId, status, text, violation) => {
  expect(answerFault(operationId, status, text)).toBe(violation)
})
