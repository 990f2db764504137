import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Settings } from '../../server/config.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { approve, codeGrant, demo, refreshGrant } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, portal, mis } = demo
const limited = [429, 'rate_limit_exceeded', 'API rate limit exceeded']
const wrongSecret = [401, 'invalid_client', 'Invalid client id or secret.']

/** Any address, for a server that believes what this machine says of them. */
const from = (address: string) => ({ 'X-Forwarded-For': address })
const home = '192.0.2.1'
const away = '198.51.100.7'

const start = (settings: Partial<Settings>) => startServer({ settings: { trustedProxies: ['127.0.0.1'], ...settings } })
const perAddress = (points: number) => ({ maxFailedAuthenticationsPerAddress: points, maxFailedAuthenticationsPerClient: 1_000 })
const perClient = (points: number) => ({ maxFailedAuthenticationsPerAddress: 1_000, maxFailedAuthenticationsPerClient: points })

const refresh = (server: TestServer, changes: object = {}, address = home) =>
  call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, ...changes } }, headers: from(address) })
const guess = (server: TestServer, address = home) => refresh(server, { client_secret: randomUUID() }, address)
const pharmacyGrant = { client_id: pharmacy.id, client_secret: pharmacy.secret, refresh_token: pharmacy.refreshToken }

async function guessTimes(count: number, server: TestServer, address = home): Promise<Answer[]> {
  const answers = []
  for (let number = 1; number <= count; number++) answers.push(await guess(server, address))
  return answers
}

const waitOf = ({ headers }: Answer) => Number(headers.get('retry-after'))

const password = { grant_type: 'password', email: 'nobody@example.com', password: 'wrong', client_id: portal, scope: 'app:authorize' }
const rightPassword = { ...password, email: demo.user.email, password: demo.user.password }
const signIn = (server: TestServer, changes: object = {}) =>
  call(server, 'POST /auth/login', { body: { token: { ...password, ...changes } }, headers: from(home) })

const trusted = { id: '77777777-7777-4777-8777-777777777777', secret: 'pis-secret' }
const blocked = '77777777-7777-4777-8777-777777777778'
const fixtures = await demoFixtures(({ client_types, clients, connections }) => {
  client_types.push({ id: '66666666-6666-4666-8666-666666666666', name: 'TRUSTED_PIS', scope: 'a:read' })
  const client = { ...itemOf(clients, portal), client_type_id: '66666666-6666-4666-8666-666666666666' }
  clients.push({ ...client, id: trusted.id }, { ...client, id: blocked, is_blocked: true })
  connections.push({ client_id: trusted.id, consumer_id: trusted.id, redirect_uri: 'https://pis.example', secret: trusted.secret })
})
const askNonce = (server: TestServer, client_secret: string, address = home) =>
  call(server, 'POST /oauth/nonce', { body: { client_id: trusted.id, client_secret }, headers: from(address) })

describe('wrong credentials', () => {
  it.each([
    ['the secret of a client', 'POST /oauth/tokens', { token: { ...refreshGrant.token, client_secret: 'guessed' } }],
    ['a refresh token', 'POST /oauth/tokens', { token: { ...refreshGrant.token, refresh_token: 'guessed' } }],
    ["another client's refresh token", 'POST /oauth/tokens', { token: { ...refreshGrant.token, refresh_token: pharmacy.refreshToken } }],
    ['a code', 'POST /oauth/tokens', codeGrant('guessed')],
    ['a password', 'POST /auth/login', { token: password }],
    ['a client that nobody knows', 'POST /auth/login', { token: { ...password, client_id: randomUUID() } }],
    ['a client that may not sign users in', 'POST /auth/login', { token: { ...password, client_id: pharmacy.id } }],
    ['the secret of a client that wants a nonce', 'POST /oauth/nonce', { client_id: trusted.id, client_secret: 'guessed' }],
    ['the same in the query', `POST /oauth/nonce?client_id=${trusted.id}`, { client_secret: 'guessed' }],
    ['the same with GET', 'GET /oauth/nonce', { client_id: trusted.id, client_secret: 'guessed' }],
    ['a nonce for a client that is blocked', 'POST /oauth/nonce', { client_id: blocked }],
  ])('are counted: %s', async (_name, target, body) => {
    await using server = await startServer({ settings: perAddress(2), fixtures })
    for (let number = 1; number <= 2; number++) expect((await call(server, target, { body })).status).toBe(401)
    expect(refusal(await call(server, target, { body }))).toEqual(limited)
    expect(refusal(await call(server, 'POST /oauth/tokens', { body: refreshGrant }))).toEqual(limited)
  })

  it('are counted also of a user who has guessed too often', async () => {
    await using server = await start({ ...perAddress(3), maxFailedLogins: 1 })
    for (let number = 1; number <= 3; number++) expect((await signIn(server)).status).toBe(401)
    expect(refusal(await signIn(server))).toEqual(limited)
  })

  it.each([
    ['a code that was used', async (server: TestServer) => codeGrant(await usedCode(server))],
    ['a body that is wrong', async () => ({ token: {} })],
    ['a grant type that is none', async () => ({ token: { ...refreshGrant.token, grant_type: 'guessed' } })],
    ['a client id that is no id', async () => ({ token: { ...refreshGrant.token, client_id: 'guessed' } })],
    ['what is right', async () => refreshGrant],
  ])('are not %s', async (_name, makeBody) => {
    await using server = await startServer({ settings: perAddress(2) })
    const body = await makeBody(server)
    const { status } = await call(server, 'POST /oauth/tokens', { body })
    for (let number = 1; number <= 3; number++) expect((await call(server, 'POST /oauth/tokens', { body })).status).toBe(status)
  })

  async function usedCode(server: TestServer): Promise<string> {
    const code = await approve(server)
    await call(server, 'POST /oauth/tokens', { body: codeGrant(code) })
    return code
  }
})

describe('from one address', () => {
  it.each([2, 7])('so many are answered, and then nothing is until the period of %d minutes has ended, which Retry-After tells', async (minutes) => {
    await using server = await start({ ...perAddress(3), failedAuthenticationPeriodMinutes: minutes })
    expect((await guessTimes(3, server)).map(refusal)).toEqual([wrongSecret, wrongSecret, wrongSecret])
    const refused = await refresh(server)
    expect(refusal(refused)).toEqual(limited)
    expect(waitOf(refused)).toBeGreaterThan(minutes * 60 - 20)
    expect(waitOf(refused)).toBeLessThanOrEqual(minutes * 60)
    server.advance(waitOf(refused))
    expect((await refresh(server)).status).toBe(201)
  })

  it('all clients count together, and other addresses not at all', async () => {
    await using server = await start(perAddress(2))
    await guess(server)
    await refresh(server, { ...pharmacyGrant, client_secret: 'guessed' })
    expect(refusal(await refresh(server, pharmacyGrant))).toEqual(limited)
    expect((await refresh(server, pharmacyGrant, away)).status).toBe(201)
  })

  it('those that come at once are answered as often as those that come one by one', async () => {
    await using server = await start(perAddress(5))
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess(server)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(5).fill(401), ...Array(25).fill(429)])
  })

  it('a hundred sign-ins at once, with other e-mail addresses, are no way round: the right one that comes last is refused as well', async () => {
    await using server = await start(perAddress(3))
    const grants = Array.from({ length: 100 }, (_, number) => (number === 99 ? rightPassword : { email: `nobody${number}@example.com` }))
    const answers = await Promise.all(grants.map((grant) => signIn(server, grant)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(3).fill(401), ...Array(97).fill(429)])
    // No other password was looked at.
    expect(await server.store.read.selectFrom('sign_in_attempts').select('id').execute()).toHaveLength(3)
  })

  it('as many come at once as like, as long as they are right', async () => {
    await using server = await start(perAddress(2))
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(server)))
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201))
  })

  it('being right in between changes nothing', async () => {
    await using server = await start(perAddress(2))
    await guess(server)
    expect((await refresh(server)).status).toBe(201)
    await guess(server)
    expect(refusal(await refresh(server))).toEqual(limited)
  })

  it('what needs an access token, or nothing, is answered as ever', async () => {
    await using server = await start(perAddress(1))
    await guess(server)
    const headers = { ...from(home), Authorization: `Bearer ${demo.administrator.token}` }
    expect((await call(server, 'GET /admin/users', { headers })).status).toBe(200)
    expect((await call(server, 'GET /contract', { headers: from(home) })).status).toBe(200)
  })

  it('of IPv6 a whole network is one, and IPv4 in its clothes is IPv4', async () => {
    await using server = await start(perAddress(1))
    await guess(server, '2001:db8:1:2::1')
    await guess(server, '::ffff:192.0.2.9')
    const statusFrom = async (address: string) => (await refresh(server, {}, address)).status
    expect(await Promise.all(['2001:db8:1:2:ffff::2', '2001:db8:1:3::1', '192.0.2.9', '192.0.2.8'].map(statusFrom))).toEqual([429, 201, 429, 201])
  })

  it('an address that is none is that of the proxy', async () => {
    await using server = await start(perAddress(1))
    await guess(server, 'unknown')
    expect(refusal(await refresh(server, {}, 'elsewhere'))).toEqual(limited)
  })
})

describe('for one client', () => {
  it('so many are answered, from wherever they come', async () => {
    await using server = await start(perClient(3))
    for (let number = 1; number <= 3; number++) expect(refusal(await guess(server, `192.0.2.${number}`))).toEqual(wrongSecret)
    expect(refusal(await refresh(server, {}, away))).toEqual(limited)
    expect(refusal(await refresh(server, { client_id: clinic.id.toUpperCase() }, away))).toEqual(limited)
    expect((await refresh(server, pharmacyGrant, away)).status).toBe(201)
  })

  it('nobody can lock a client out of where it has proved itself before', async () => {
    await using server = await start(perClient(2))
    expect((await refresh(server)).status).toBe(201)
    await guessTimes(2, server, away)
    expect(refusal(await refresh(server, {}, away))).toEqual(limited)
    expect((await refresh(server)).status).toBe(201)
  })

  it('a client that has proved itself once is let in there for a day', async () => {
    await using server = await start(perClient(1))
    const refreshLater = async (seconds: number) => {
      server.advance(seconds)
      await guess(server, away)
      return refresh(server)
    }
    expect((await refresh(server)).status).toBe(201)
    expect((await refreshLater(86_390)).status).toBe(201)
    expect(refusal(await refreshLater(86_400))).toEqual(limited)
  })

  it('a client has proved itself by its secret, whatever else was wrong', async () => {
    await using server = await start(perClient(2))
    expect((await refresh(server, { refresh_token: 'guessed' })).status).toBe(401)
    await guess(server, away)
    expect(refusal(await refresh(server, {}, away))).toEqual(limited)
    expect((await refresh(server)).status).toBe(201)
  })

  it('what one client has proved is of no use to another', async () => {
    await using server = await start(perClient(2))
    expect((await refresh(server, pharmacyGrant)).status).toBe(201)
    await guessTimes(2, server, away)
    expect(refusal(await refresh(server))).toEqual(limited)
  })

  it('a secret that nobody has looked at proves nothing: of a client whose nonces need none', async () => {
    await using server = await start(perClient(2))
    const body = { client_id: clinic.id, client_secret: 'guessed' }
    expect((await call(server, 'POST /oauth/nonce', { body, headers: from(home) })).status).toBe(200)
    await guessTimes(2, server, away)
    expect(refusal(await refresh(server))).toEqual(limited)
  })

  it('a secret that nobody has looked at proves nothing, nor does it count: in a sign-in', async () => {
    await using server = await startServer({ settings: { trustedProxies: ['127.0.0.1'], ...perClient(1) }, fixtures })
    expect((await signIn(server, { client_id: trusted.id, client_secret: 'guessed' })).status).toBe(401)
    expect((await askNonce(server, 'guessed', away)).status).toBe(401)
    expect(refusal(await askNonce(server, trusted.secret))).toEqual(limited)
  })

  it('a nonce counts for the client that the query names', async () => {
    await using server = await startServer({ settings: { trustedProxies: ['127.0.0.1'], ...perClient(1) }, fixtures })
    const body = { client_id: clinic.id, client_secret: 'guessed' }
    expect((await call(server, `POST /oauth/nonce?client_id=${trusted.id}`, { body, headers: from(home) })).status).toBe(401)
    expect(refusal(await askNonce(server, trusted.secret, away))).toEqual(limited)
    expect((await refresh(server, {}, away)).status).toBe(201)
  })

  it('where a client has proved itself nobody guesses without end, because the address is counted', async () => {
    await using server = await start(perAddress(2))
    expect((await refresh(server)).status).toBe(201)
    await guessTimes(2, server)
    expect(refusal(await refresh(server))).toEqual(limited)
  })

  it('a query cannot make them count for another', async () => {
    await using server = await start(perClient(1))
    const token = { ...refreshGrant.token, client_secret: 'guessed' }
    await call(server, `POST /oauth/tokens?client_id=${mis.id}`, { body: { token } })
    expect(refusal(await refresh(server))).toEqual(limited)
  })

  it('sign-ins do not count, whose client is everybody’s', async () => {
    await using server = await start(perClient(1))
    await signIn(server)
    expect((await signIn(server, rightPassword)).status).toBe(201)
  })
})

it('instances on one database count together', async () => {
  await using first = await start(perAddress(2))
  await using second = await startServer({ settings: first.settings, databaseUrl: first.settings.databaseUrl })
  await guess(first)
  await guess(second)
  expect(refusal(await guess(first))).toEqual(limited)
  expect(refusal(await refresh(first))).toEqual(limited)
  expect(refusal(await refresh(second))).toEqual(limited)
})

it('an instance knows within a second what others have counted', async () => {
  await using first = await start(perAddress(2))
  await using second = await startServer({ settings: first.settings, databaseUrl: first.settings.databaseUrl })
  expect((await refresh(second)).status).toBe(201)
  await guessTimes(2, first)
  second.advance(1)
  expect(refusal(await refresh(second))).toEqual(limited)
})

it('requests that are right do not count, however many there may be in a minute', async () => {
  await using server = await start({ ...perAddress(2), rateLimitPerMinute: 5 })
  for (let number = 1; number <= 3; number++) expect((await refresh(server)).status).toBe(201)
  expect(refusal(await guess(server))).toEqual(wrongSecret)
})

it('forwarded addresses are believed of trusted proxies only', async () => {
  await using server = await startServer({ settings: { trustedProxies: ['10.0.0.0/8'], ...perAddress(1) } })
  await guess(server, home)
  expect(refusal(await refresh(server, {}, away))).toEqual(limited)
})

it('behind a trusted proxy the address is the last one that is not a proxy’s, whatever the caller has put before it', async () => {
  await using server = await start({ trustedProxies: ['127.0.0.1', '10.0.0.0/8'], ...perAddress(1) })
  await guess(server, `203.0.113.5, ${home}, 10.1.2.3`)
  expect(refusal(await refresh(server, {}, `203.0.113.6, ${home}`))).toEqual(limited)
  expect((await refresh(server, {}, `${home}, ${away}`)).status).toBe(201)
})

it('no limit is there in a sandbox that nobody has set one for', async () => {
  await using server = await startServer()
  expect(new Set((await guessTimes(150, server)).map(({ status }) => status))).toEqual(new Set([401]))
})

it.each([
  ['https', 'https'],
  ['http', 'http'],
  ['javascript', 'http'],
])('an answer names the protocol that a trusted proxy was asked in: %s', async (told, protocol) => {
  await using server = await start({})
  const answer = await call(server, 'POST /oauth/tokens', { body: refreshGrant, headers: { 'X-Forwarded-Proto': told } })
  expect(answer.body.meta.url).toBe(`${protocol}://${server.url.slice('http://'.length)}/oauth/tokens`)
})
