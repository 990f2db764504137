import { describe, expect, it } from 'vitest'
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
    changeOutside(server, statement)
    const answer = await provoke(server)
    expect(refusal(answer)).toEqual([500, 'internal_error'])
    expect(answerBreaches(operationId, answer)).toEqual([])
    for (const name of ['location', 'link', 'deprecation', 'sunset']) expect(answer.headers.has(name)).toBe(false)
    expect(JSON.parse(server.logs.find((line) => line.includes('"failed"'))!)).toMatchObject({
      level: 50, request_id: answer.body.meta.request_id, fault: { message: expect.stringContaining('/response/') },
    })
  })

  it('is sent all the same in production, and logged', async () => {
    await using server = await startProduction()
    changeOutside(server, statement)
    const answer = await provoke(server)
    expect(answer.status).toBe(status)
    expect(answer.body.data).toBeDefined()
    expect(answerBreaches(operationId, answer)).not.toEqual([])
    expect(JSON.parse(server.logs.find((line) => line.includes('breaks the contract'))!)).toMatchObject({
      level: 50, operation: operationId, request_id: answer.body.meta.request_id, violation: expect.stringContaining('/response/'),
    })
  })
})

it('a secret that was renewed in production works, although the answer broke the contract', async () => {
  await using server = await startProduction()
  changeOutside(server, "update clients set name = ''")
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
    changeOutside(server, statement)
    expect(refusal(await call(server, 'POST /auth/login', { body: { token } }))).toEqual([500, 'internal_error'])
  })

  it('is sent all the same in production', async () => {
    await using server = await startProduction()
    changeOutside(server, statement)
    expect(await call(server, 'POST /auth/login', { body: { token } })).toMatchObject({ status: 401, body: { error: { type: 'password_expired' } } })
  })
})
