import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { changeOutside, openOutside } from '../fixtures/open-outside.ts'
import { startServer } from '../fixtures/start-server.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const secretless = '11111111-1111-4111-8111-111111111111'
const undecided = '11111111-1111-4111-8111-222222222222'
const taxless = { id: '33333333-3333-4333-8333-333333333333', email: 'taxless@example.com', password: 'Some-Password-1' }

const fixtures = await demoFixtures(({ users, clients, connections, tokens }) => {
  users.push(taxless)
  for (const id of [secretless, undecided]) clients.push({ ...itemOf(clients, clinic.id), id })
  for (const consumer_id of [mis.id, pharmacy.id]) {
    connections.push({ client_id: undecided, consumer_id, redirect_uri: 'https://undecided.example', secret: `through-${consumer_id}` })
  }
  const owner = { name: 'access_token', user_id: user.id, expires_in: 3600 }
  for (const client_id of [secretless, undecided]) {
    tokens.push({ ...owner, value: `token-of-${client_id}`, details: { client_id, grant_type: 'authorization_code', scope: 'secret:refresh' } })
  }
  tokens.push({ ...owner, value: 'session', details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' } })
})
const start = (settings = {}) => startServer({ fixtures, settings })
const server = await start()
/** Its tables are gone. */
const broken = await start()
changeOutside(broken, ['tokens', 'clients', 'connections'].map((table) => `drop table ${table};`).join(''))
/** Another process holds its file. */
const locked = await start()
const holder = openOutside(locked)
holder.exec('begin immediate')
/** It has answered all that it answers in this minute. */
const limited = await start({ rateLimitPerMinute: 1 })
await call(limited, 'GET /nothing')
afterAll(async () => {
  holder.close()
  for (const each of [server, broken, locked, limited]) await each.close()
})

interface Sent {
  headers?: Record<string, string>
  body?: unknown
}
type Provocations = Record<number, () => Promise<Answer>>

/** The statuses that every operation can answer, given a request that would work. */
function everywhere(target: string, { headers, body }: Sent): Provocations {
  const json = { ...headers, 'Content-Type': 'application/json' }
  const send = (changes: Sent, on = server) => call(on, target, { headers: json, body, ...changes })
  return {
    400: () => send({ body: '{' }),
    406: () => send({ headers: { ...json, Accept: 'text/html' } }),
    413: () => send({ body: { x: 'x'.repeat(65_536) } }),
    415: () => send({ headers: { ...json, 'Content-Type': 'application/json; charset=koi8-u' }, body: '{}' }),
    429: () => send({}, limited),
    431: () => send({ headers: { ...json, 'X-Large': 'x'.repeat(20_000) } }),
    500: () => send({}, broken),
    503: () => send({}, locked),
  }
}

const session = { headers: { Authorization: 'Bearer session' } }
const login = (changes: object = {}) => ({ token: { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize', ...changes } })
const approval = { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' } }
const secretOf = (id: string) => `PATCH /admin/clients/${id}/refresh_secret`
const owner = { headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey } }
const tokenOf = (id: string) => ({ headers: { Authorization: `Bearer token-of-${id}` } })

/** How each status of each operation comes about. */
const provocations: Record<string, Provocations> = {
  createToken: {
    ...everywhere('POST /oauth/tokens', { body: refreshGrant }),
    201: () => call(server, 'POST /oauth/tokens', { body: refreshGrant }),
    401: () => call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, client_secret: 'wrong' } } }),
    422: () => call(server, 'POST /oauth/tokens', { body: { token: { grant_type: 'refresh_token' } } }),
  },
  authorizeApp: {
    ...everywhere('POST /oauth/apps/authorize', { ...session, body: approval }),
    201: () => call(server, 'POST /oauth/apps/authorize', { ...session, body: approval }),
    401: () => call(server, 'POST /oauth/apps/authorize', { body: approval }),
    403: () => call(server, 'POST /oauth/apps/authorize', { ...owner, body: approval }),
    422: () => call(server, 'POST /oauth/apps/authorize', { ...session, body: { app: {} } }),
  },
  logInUser: {
    ...everywhere('POST /auth/login', { body: login() }),
    201: () => call(server, 'POST /auth/login', { body: login({ email: 'admin@example.com', password: 'Sandbox-Admin-1' }) }),
    401: () => call(server, 'POST /auth/login', { body: login({ password: 'wrong' }) }),
    403: () => call(server, 'POST /auth/login', { body: login(taxless) }),
    422: () => call(server, 'POST /auth/login', { body: { token: {} } }),
  },
  logOutUser: {
    ...everywhere('POST /auth/logout', session),
    200: () => call(server, 'POST /auth/logout', { headers: { Authorization: 'Bearer administrator-token' } }),
    401: () => call(server, 'POST /auth/logout'),
  },
  refreshClientSecret: {
    ...everywhere(secretOf(pharmacy.id), owner),
    200: () => call(server, secretOf(pharmacy.id), owner),
    401: () => call(server, secretOf(pharmacy.id)),
    403: () => call(server, secretOf(clinic.id), owner),
    404: () => call(server, secretOf(secretless), tokenOf(secretless)),
    409: () => call(server, secretOf(undecided), tokenOf(undecided)),
  },
}

it('every operation of the contract is provoked, and no other', () => {
  expect(Object.keys(provocations).toSorted()).toEqual(contractOperations.map(({ id }) => id as string).toSorted())
})

describe.each(contractOperations.map(({ id, operation }) => ({ id, operation })))('$id', ({ id, operation }) => {
  const ways = provocations[id] ?? {}

  it('lists the statuses that are provoked here, and no other', () => {
    expect(Object.keys(ways)).toEqual(Object.keys(operation.responses ?? {}).toSorted())
  })

  it.each(Object.entries(ways))('answers %s as the contract says', async (status, provoke) => {
    const answer = await provoke()
    expect(answer.status).toBe(Number(status))
    expect(answerBreaches(id, answer)).toEqual([])
  })
})
