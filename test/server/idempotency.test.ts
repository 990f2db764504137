import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { answerKey } from '../../server/idempotency/answer-key.ts'
import { hashSecretValue } from '../../server/secrets/secret-value.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { approve, codeGrant, demo, refreshGrant } from '../fixtures/demo.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { requestOf } from './statuses/contract-request.ts'
import { addOwnRows } from './statuses/own-rows.ts'
import { send } from './statuses/provocations.ts'

const { administrator, pharmacy } = demo
const server = await startServer({ fixtures: await demoFixtures(addOwnRows) })
afterAll(server.close)

/** An answer without what names the request that it was given to. */
function content({ status, headers, body }: Answer) {
  const { request_id: _id, ...meta } = body?.meta ?? {}
  return { status, location: headers.get('location'), link: headers.get('link'), body: body === undefined ? undefined : { ...body, meta } }
}

const refreshSecret = (key: string, from: TestServer = server) =>
  call(from, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, {
    headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': demo.mis.apiKey, 'X-Idempotency-Key': key },
  })

const records = (from: TestServer) => from.store.read.selectFrom('idempotency_records').selectAll().execute()

it('a secret is refreshed once under one key, and shown again as often as the request comes', async () => {
  const key = randomUUID()
  const first = await refreshSecret(key)
  const again = await refreshSecret(key)
  expect(first.status).toBe(200)
  expect(content(again)).toEqual(content(first))
  expect(again.headers.get('x-idempotency-key')).toBe(key)
  expect(again.body.meta).toMatchObject({ idempotency_key: key, request_id: again.headers.get('x-request-id') })
  expect(again.body.meta.request_id).not.toBe(first.body.meta.request_id)
  const other = await refreshSecret(randomUUID())
  expect(other.body.data.secret).not.toBe(first.body.data.secret)
})

describe.each(contractOperations.filter(({ method }) => method !== 'get'))('$id', (operation) => {
  const request = requestOf(operation)
  const keyed = { ...request, headers: { ...request.headers, 'X-Idempotency-Key': randomUUID() } }

  it('gives the first answer again, as the contract says', async () => {
    const first = await send(server, keyed)
    const again = await send(server, keyed)
    expect(Math.floor(first.status / 100)).toBe(2)
    expect(content(again)).toEqual(content(first))
    expect(answerBreaches(operation.id, again)).toEqual([])
  })

  it('refuses the key for another request', async () => {
    const answer = await send(server, request.body === undefined ? { ...keyed, body: {} } : { ...keyed, target: `${keyed.target}?other=1` })
    expect(refusal(answer)[0]).toBe(422)
    expect(brokenFields(answer)).toEqual(['X-Idempotency-Key idempotency'])
    expect(answerBreaches(operation.id, answer)).toEqual([])
  })
})

it('many calls at once under one key are one: each shows the same secret, and it works', async () => {
  await using own = await startServer()
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 12 }, () => refreshSecret(key, own)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const secrets = [...new Set(answers.map(({ body }) => body.data.secret))]
  expect(secrets).toHaveLength(1)
  const { id: client_id, refreshToken: refresh_token } = pharmacy
  const token = { ...refreshGrant.token, client_id, client_secret: secrets[0], refresh_token }
  expect((await call(own, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
})

it('a code that is exchanged many times at once under one key gives everybody the same tokens', async () => {
  await using own = await startServer()
  const code = await approve(own)
  const key = randomUUID()
  const exchange = () => call(own, 'POST /oauth/tokens', { body: codeGrant(code), headers: { 'X-Idempotency-Key': key } })
  const answers = await Promise.all(Array.from({ length: 12 }, exchange))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.data.value)).size).toBe(1)
  expect(await records(own)).toHaveLength(1)
})

describe('a key', () => {
  it('may be the same for several callers', async () => {
    const headers = { 'X-Idempotency-Key': randomUUID() }
    await using own = await startServer()
    const { id: client_id, secret: client_secret, refreshToken: refresh_token } = pharmacy
    const grants = [refreshGrant.token, { ...refreshGrant.token, client_id, client_secret, refresh_token }]
    const answers = await Promise.all(grants.map((token) => call(own, 'POST /oauth/tokens', { body: { token }, headers })))
    expect(answers.map(({ body }) => body.data.details.client_id)).toEqual(grants.map(({ client_id }) => client_id))
  })

  it('counts for 24 hours', async () => {
    await using own = await startServer()
    const key = randomUUID()
    const first = await refreshSecret(key, own)
    own.advance(86_399)
    expect((await refreshSecret(key, own)).body.data.secret).toBe(first.body.data.secret)
    own.advance(1)
    expect((await refreshSecret(key, own)).body.data.secret).not.toBe(first.body.data.secret)
    expect(await records(own)).toHaveLength(1)
  })

  it('of a refused request may be used again, because nothing was done', async () => {
    const headers = { 'X-Idempotency-Key': randomUUID() }
    const wrong = { token: { ...refreshGrant.token, refresh_token: 'wrong' } }
    expect((await call(server, 'POST /oauth/tokens', { body: wrong, headers })).status).toBe(401)
    expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers })).status).toBe(201)
  })

  it('of a request that only reads means nothing but its echo', async () => {
    const headers = { Authorization: 'Bearer administrator-token', 'X-Idempotency-Key': randomUUID() }
    const before = (await call(server, 'GET /admin/roles', { headers })).body.paging.total_entries
    await call(server, 'POST /admin/roles', { headers: { Authorization: 'Bearer administrator-token' }, body: { role: { name: randomUUID(), scope: 'client:read' } } })
    const after = await call(server, 'GET /admin/roles', { headers })
    expect(after.body.paging.total_entries).toBe(before + 1)
    expect(after.headers.get('x-idempotency-key')).toBe(headers['X-Idempotency-Key'])
  })
})

describe('a token that has ended', () => {
  it('gets the answer that was kept for it, and nothing once that is over', async () => {
    await using own = await startServer()
    const headers = { Authorization: `Bearer ${administrator.token}`, 'X-Idempotency-Key': randomUUID() }
    const make = () => call(own, 'POST /admin/roles', { headers, body: { role: { name: 'made once', scope: 'client:read' } } })
    const first = await make()
    await own.store.write((db) => db.updateTable('tokens').set({ expires_at: 0 }).where('value_hash', '=', hashSecretValue(administrator.token)).execute())
    expect(content(await make())).toEqual(content(first))
    expect(refusal(await call(own, 'GET /admin/roles', { headers }))[0]).toBe(401)
    own.advance(86_400)
    expect(refusal(await make())[0]).toBe(401)
  })
})

describe('a sign-in under a key that somebody else knows', () => {
  const logIn = (own: TestServer, headers: Record<string, string>, password: string) => {
    const token = { grant_type: 'password', email: demo.user.email, password, client_id: demo.portal, scope: 'app:authorize' }
    return call(own, 'POST /auth/login', { body: { token }, headers })
  }

  it('tells no more of the password than any other, and is counted', async () => {
    await using own = await startServer({ settings: { maxFailedLogins: 2 } })
    const headers = { 'X-Idempotency-Key': randomUUID() }
    await logIn(own, headers, demo.user.password)
    const guesses = [await logIn(own, headers, 'wrong 1'), await logIn(own, headers, 'wrong 2'), await logIn(own, headers, demo.user.password)]
    expect(guesses.map((answer) => refusal(answer)[2])).toEqual([
      'Identity, password combination is wrong.',
      'Identity, password combination is wrong.',
      'You reached login attempts limit. Try again later',
    ])
  })
})

it('a header that an operation does not ask for makes no other caller', async () => {
  await using own = await startServer()
  const body = codeGrant(await approve(own))
  const headers = { 'X-Idempotency-Key': randomUUID() }
  const first = await call(own, 'POST /oauth/tokens', { body, headers: { ...headers, Authorization: 'Bearer anything' } })
  expect(first.status).toBe(201)
  expect(content(await call(own, 'POST /oauth/tokens', { body, headers }))).toEqual(content(first))
})

it.each([
  ['POST /oauth/tokens', {}, 'token'],
  ['POST /admin/clients', { Authorization: `Bearer ${administrator.token}` }, 'client'],
  ['POST /admin/roles', { Authorization: 'Bearer wrong' }, 'role'],
])('a deep body of %s is refused with a key as it is without', async (target, credentials, wrapper) => {
  const deep = `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`
  const body = `{"${wrapper}":{"settings":${deep}}}`
  const without = await call(server, target, { headers: credentials, body })
  const keyed = await call(server, target, { headers: { ...credentials, 'X-Idempotency-Key': randomUUID() }, body })
  expect(keyed.status).toBe(without.status)
  expect(keyed.status).toBeLessThan(500)
})

describe('the record of an answer', () => {
  it('opens for the same request only', async () => {
    const request = { idempotencyKey: 'key', sender: 'sender', content: 'content', hasPassword: false }
    const secretOf = async (changes: Partial<typeof request>) => (await answerKey({ ...request, ...changes }).secret()).toString('hex')
    const secrets = [{}, { idempotencyKey: 'other' }, { content: 'other' }, { hasPassword: true }, { hasPassword: true, content: 'other' }]
    expect(new Set(await Promise.all(secrets.map(secretOf))).size).toBe(secrets.length)
    expect(answerKey(request).id).not.toBe(answerKey({ ...request, sender: 'other' }).id)
  })

  it('opens not at all once a bit of it has changed', async () => {
    await using own = await startServer()
    const key = randomUUID()
    await refreshSecret(key, own)
    const [record] = await records(own)
    const bytes = Buffer.from(record?.answer ?? '', 'base64')
    bytes[bytes.length - 1]! ^= 1
    await own.store.write((db) => db.updateTable('idempotency_records').set({ answer: bytes.toString('base64') }).execute())
    expect(brokenFields(await refreshSecret(key, own))).toEqual(['X-Idempotency-Key idempotency'])
  })

  it('is not for a request with another API-key', async () => {
    const key = randomUUID()
    await refreshSecret(key)
    const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': 'other', 'X-Idempotency-Key': key }
    const answer = await call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers })
    expect(brokenFields(answer)).toEqual(['X-Idempotency-Key idempotency'])
  })

  it('has neither the key nor anything of the answer in clear', async () => {
    await using own = await startServer()
    const key = randomUUID()
    const { secret } = (await refreshSecret(key, own)).body.data
    const [record] = await records(own)
    for (const hidden of [key, secret, pharmacy.ownerToken]) {
      for (const encoding of ['utf8', 'base64', 'hex'] as const) {
        expect(JSON.stringify(record)).not.toContain(Buffer.from(hidden).toString(encoding))
        expect(Buffer.from(record?.answer ?? '', 'base64').toString('latin1')).not.toContain(hidden)
      }
    }
  })
})
