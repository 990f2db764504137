import { request as httpRequest } from 'node:http'
import { json } from 'node:stream/consumers'
import { jwtVerify } from 'jose'
import { afterAll, describe, expect, it } from 'vitest'
import { fault, faults, malformed, missing, nobody } from '../fixtures/administration.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const { portal, clinic, pharmacy } = demo
const jwtSecret = 'a-key-of-at-least-sixty-four-bytes-for-the-nonces-of-these-tests-only'
const trusted = { id: '66666666-6666-4666-8666-000000000001', type: '66666666-6666-4666-8666-000000000002', secret: 'trusted-pis-secret' }
const blocked = '66666666-6666-4666-8666-000000000003'
const blockedTrusted = '66666666-6666-4666-8666-000000000004'

const fixtures = await demoFixtures(({ client_types, clients, connections }) => {
  client_types.push({ id: trusted.type, name: 'TRUSTED_PIS', scope: 'a:read' })
  const model = itemOf(clients, portal)
  clients.push(
    { ...model, id: blocked, is_blocked: true },
    { ...model, id: trusted.id, client_type_id: trusted.type },
    { ...model, id: blockedTrusted, client_type_id: trusted.type, is_blocked: true },
  )
  connections.push({ client_id: trusted.id, consumer_id: trusted.id, redirect_uri: 'https://pis.example.com', secret: trusted.secret })
})
const server = await startServer({ fixtures, settings: { jwtSecret, nonceLifetimeMinutes: 7 } })
afterAll(server.close)

interface Asked {
  client_id?: unknown
  client_secret?: unknown
}

/** Sends a JSON body with GET, which `fetch` does not. */
async function getWithBody(body: unknown): Promise<Answer> {
  const text = JSON.stringify(body)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  httpRequest(`${server.url}/oauth/nonce`, { method: 'GET', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } }, (response) => {
    const headers = new Headers(Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]))
    json(response).then((answer) => resolve({ status: response.statusCode!, headers, body: answer }), reject)
  }).on('error', reject).end(text)
  return promise
}

/** The ways in which a nonce is asked for with a body. */
const ways: [string, (body: Asked) => Promise<Answer>][] = [
  ['POST', (body) => call(server, 'POST /oauth/nonce', { body })],
  ['GET', getWithBody],
]

const claims = async (token: string) =>
  jwtVerify(token, Buffer.from(jwtSecret), { algorithms: ['HS512'], currentDate: server.now() })

describe.each(ways)('a nonce asked for by %s with a body', (method, ask) => {
  it('is a JWT of the form that signing services know', async () => {
    const before = Math.floor(server.now().getTime() / 1000)
    const answer = await ask({ client_id: portal })
    const after = Math.floor(server.now().getTime() / 1000)
    expect(answer.status).toBe(200)
    expect(answerBreaches(method === 'POST' ? 'createNonce' : 'getNonce', answer)).toEqual([])
    expect(answer.body.meta).toMatchObject({ code: 200, type: 'object', url: `${server.url}/oauth/nonce` })
    const { payload, protectedHeader } = await claims(answer.body.data.token)
    expect(protectedHeader).toEqual({ alg: 'HS512', typ: 'JWT' })
    const uuid = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    const { iat, nonce } = payload as { iat: number; nonce: string }
    expect(payload).toEqual({ aud: 'mithril-login', exp: iat + 7 * 60, iat, iss: 'EHealth', jti: uuid, nbf: iat - 1, nonce: uuid, sub: nonce, typ: 'access' })
    expect(iat).toBeGreaterThanOrEqual(before)
    expect(iat).toBeLessThanOrEqual(after)
    expect(payload.jti).not.toBe(nonce)
  })

  it('is another one each time', async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, () => ask({ client_id: portal })))
    const payloads = await Promise.all(tokens.map(async ({ body }) => (await claims(body.data.token)).payload))
    expect(new Set(payloads.map(({ nonce }) => nonce)).size).toBe(5)
    expect(new Set(payloads.map(({ jti }) => jti)).size).toBe(5)
  })

  it.each<[string, Asked & Record<string, unknown>]>([
    ['the id in capital letters', { client_id: portal.toUpperCase() }],
    ['members that nobody knows', { client_id: portal, grant_type: 'x', constructor: 1 }],
    ['a secret where none is needed, whatever it is', { client_id: clinic.id, client_secret: 'wrong' }],
  ])('takes %s', async (_what, body) => {
    expect((await ask(body)).status).toBe(200)
  })

  it.each<[string, Asked, unknown[]]>([
    ['nothing', {}, [missing('client_id')]],
    ['null', { client_id: null }, [missing('client_id')]],
    ['blanks', { client_id: ' ' }, [missing('client_id')]],
    ['an id that is none', { client_id: 'portal' }, [malformed('client_id')]],
    ['a number', { client_id: 5 }, [fault('client_id', 'cast', 'is invalid', ['string'])]],
    ['a list', { client_id: [portal] }, [fault('client_id', 'cast', 'is invalid', ['string'])]],
    ['a secret that is no text', { client_id: portal, client_secret: 5 }, [fault('client_secret', 'cast', 'is invalid', ['string'])]],
  ])('refuses %s', async (_what, body, entries) => {
    expect(faults(await ask(body))).toEqual(entries)
  })

  it.each<[string, Asked, unknown[]]>([
    ['an unknown client', { client_id: nobody }, [404, 'not_found', 'Client is not found.']],
    ['a blocked client', { client_id: blocked }, [401, 'access_denied', 'Client is blocked']],
    ['a blocked client before its secret is missing', { client_id: blockedTrusted }, [401, 'access_denied', 'Client is blocked']],
    ['a wrong secret', { client_id: trusted.id, client_secret: 'wrong' }, [401, 'invalid_client', 'Invalid client id or secret.']],
    ['the secret of another client', { client_id: trusted.id, client_secret: pharmacy.secret }, [401, 'invalid_client', 'Invalid client id or secret.']],
  ])('refuses %s', async (_what, body, expected) => {
    expect(refusal(await ask(body))).toEqual(expected)
  })

  describe('for a TRUSTED_PIS client', () => {
    it('is for another audience', async () => {
      const { body } = await ask({ client_id: trusted.id, client_secret: trusted.secret })
      expect((await claims(body.data.token)).payload.aud).toBe('trusted-client')
    })

    it('needs the secret', async () => {
      const absent = fault('client_secret', 'required', 'required property client_secret was not present')
      expect(faults(await ask({ client_id: trusted.id }))).toEqual([absent])
      for (const client_secret of ['', ' ', null]) expect(faults(await ask({ client_id: trusted.id, client_secret }))).toMatchObject([{ entry: '$.client_secret', rules: [{ rule: 'required' }] }])
    })
  })
})

describe.each(['GET', 'POST'])('a nonce asked for by %s with a query', (method) => {
  const ask = (query: string) => call(server, `${method} /oauth/nonce?${query}`)

  it('is the same kind of JWT', async () => {
    const { status, body } = await ask(`client_id=${portal.toUpperCase()}`)
    expect(status).toBe(200)
    expect((await claims(body.data.token)).payload).toMatchObject({ aud: 'mithril-login', iss: 'EHealth' })
  })

  it.each<[string, unknown[]]>([
    ['', [missing('client_id')]],
    ['client_id=', [missing('client_id')]],
    ['client_id=x', [malformed('client_id')]],
    [`client_id=${portal}&client_id=${portal}`, [expect.objectContaining({ entry: '$.client_id' })]],
  ])('is refused with %j', async (query, entries) => {
    expect(faults(await ask(query))).toEqual(entries)
  })

  it('takes no secret from the query, where it would be written down', async () => {
    const answer = await ask(`client_id=${trusted.id}&client_secret=${trusted.secret}`)
    expect(faults(answer)).toEqual([fault('client_secret', 'required', 'required property client_secret was not present')])
  })

  it('knows no other client', async () => {
    expect(refusal(await ask(`client_id=${nobody}`))).toEqual([404, 'not_found', 'Client is not found.'])
    expect(refusal(await ask(`client_id=${blocked}`))).toEqual([401, 'access_denied', 'Client is blocked'])
  })
})

it('a client of the query goes before one of the body', async () => {
  const answer = await call(server, `POST /oauth/nonce?client_id=${nobody}`, { body: { client_id: portal } })
  expect(refusal(answer)).toEqual([404, 'not_found', 'Client is not found.'])
})

it('a nonce needs no token and does not look at one', async () => {
  const headers = { Authorization: 'Bearer unknown', 'X-Custom-PSK': 'x', 'API-key': 'unknown' }
  expect((await call(server, 'POST /oauth/nonce', { body: { client_id: portal }, headers })).status).toBe(200)
})

it('a nonce is worth nothing under another key or once it has ended', async () => {
  const { token } = (await call(server, 'POST /oauth/nonce', { body: { client_id: portal } })).body.data
  await expect(jwtVerify(token, Buffer.from('x'.repeat(64)), { currentDate: server.now() })).rejects.toThrow('signature verification failed')
  const currentDate = new Date(server.now().getTime() + 8 * 60_000)
  await expect(jwtVerify(token, Buffer.from(jwtSecret), { currentDate })).rejects.toThrow('"exp" claim timestamp check failed')
})

it('a nonce is no bearer token', async () => {
  const { token } = (await call(server, 'POST /oauth/nonce', { body: { client_id: portal } })).body.data
  expect(refusal(await call(server, 'GET /user/roles', { headers: { Authorization: `Bearer ${token}` } }))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it('the sandbox signs with a key of its own, another one each time it starts', async () => {
  await using own = await startServer()
  const { token } = (await call(own, 'POST /oauth/nonce', { body: { client_id: portal } })).body.data
  await expect(claims(token)).rejects.toThrow('signature verification failed')
  const { payload } = await jwtVerify(token, Buffer.from(own.settings.jwtSecret))
  expect(payload.exp! - payload.iat!).toBe(15 * 60)
  expect(Buffer.byteLength(own.settings.jwtSecret)).toBeGreaterThanOrEqual(64)
})
