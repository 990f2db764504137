import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Settings } from '../../server/config.ts'
import { unixSeconds } from '../../server/services.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { approve, codeGrant, demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { user, portal, clinic, pharmacy, mis, administrator } = demo
const asAdministrator = { Authorization: `Bearer ${administrator.token}` }

/** Two servers on one database. */
interface Instances extends AsyncDisposable {
  first: TestServer
  both: [TestServer, TestServer]
}

async function startInstances(settings: Partial<Settings> = {}): Promise<Instances> {
  const first = await startServer({ settings })
  const second = await startServer({ settings, databaseUrl: first.settings.databaseUrl })
  return {
    first,
    both: [first, second],
    async [Symbol.asyncDispose]() {
      await second.close()
      await first.close()
    },
  }
}

/** Sends many requests at once, in turn to each instance. */
const atOnce = (count: number, { both }: Instances, send: (server: TestServer, index: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, index) => send(both[index % 2]!, index)))

/** Has a code exchanged, and its refresh token used many times at once. */
async function startRefreshes(server: TestServer): Promise<Promise<Answer>[]> {
  const { body } = await call(server, 'POST /oauth/tokens', { body: codeGrant(await approve(server)) })
  const token = { ...refreshGrant.token, refresh_token: body.data.details.refresh_token }
  return Array.from({ length: 8 }, () => call(server, 'POST /oauth/tokens', { body: { token } }))
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status).toSorted()

it('of many who exchange one code at both instances at once, one wins', async () => {
  await using instances = await startInstances()
  for (let round = 1; round <= 5; round += 1) {
    const body = codeGrant(await approve(instances.first))
    const answers = await atOnce(10, instances, (server) => call(server, 'POST /oauth/tokens', { body }))
    expect(statuses(answers)).toEqual([201, ...Array(9).fill(401)])
    const losers = answers.filter(({ status }) => status === 401)
    expect(new Set(losers.map((answer) => refusal(answer)[2]))).toEqual(new Set(['Token has already been used.']))
  }
})

it('under one idempotency key both instances give everybody the answer of one exchange', async () => {
  await using instances = await startInstances()
  const body = codeGrant(await approve(instances.first))
  const headers = { 'X-Idempotency-Key': randomUUID() }
  const answers = await atOnce(10, instances, (server) => call(server, 'POST /oauth/tokens', { body, headers }))
  expect(statuses(answers)).toEqual(Array(10).fill(201))
  expect(new Set(answers.map((answer) => answer.body.data.value)).size).toBe(1)
})

it('of the secrets that both instances show the last one works, and nobody is shown one that another call has replaced', async () => {
  await using instances = await startInstances()
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  const answers = await atOnce(10, instances, (server) => call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers }))
  expect(answers.filter(({ status }) => ![200, 409].includes(status))).toEqual([])
  const shown = answers.filter(({ status }) => status === 200).map(({ body }) => body.data.secret)
  const token = { ...refreshGrant.token, client_id: pharmacy.id, refresh_token: pharmacy.refreshToken }
  const uses = await atOnce(shown.length, instances, (server, index) => call(server, 'POST /oauth/tokens', { body: { token: { ...token, client_secret: shown[index] } } }))
  expect(uses.filter(({ status }) => status === 201)).toHaveLength(1)
})

it('what both make at once under one name is made once, and refused to the others like any name that is taken', async () => {
  await using instances = await startInstances()
  const body = { role: { name: 'at once', scope: 'client:read' } }
  const answers = await atOnce(10, instances, (server) => call(server, 'POST /admin/roles', { headers: asAdministrator, body }))
  expect(statuses(answers)).toEqual([201, ...Array(9).fill(422)])
})

it('scopes that a user approves at both at once are all approved', async () => {
  await using instances = await startInstances()
  const scopes = ['patients:view', 'patients:create', 'capitation_contracts:view', 'capitation_contracts:create']
  const headers = { Authorization: `Bearer ${await logIn(instances.first)}` }
  await instances.first.store.write((db) => db.deleteFrom('approvals').where('client_id', '=', clinic.id).execute())
  const answers = await atOnce(scopes.length, instances, (server, index) =>
    call(server, 'POST /oauth/apps/authorize', { headers, body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: scopes[index] } } }),
  )
  expect(statuses(answers)).toEqual([201, 201, 201, 201])
  const approvals = await instances.first.store.read.selectFrom('approvals').where('client_id', '=', clinic.id).select('scope').execute()
  expect(approvals.map(({ scope }) => scope.split(' ').toSorted())).toEqual([scopes.toSorted()])
})

it('no token is left of an approval that is taken back at one while the other issues tokens for it', async () => {
  await using instances = await startInstances()
  const { first, both: [, second] } = instances
  for (let round = 1; round <= 5; round += 1) {
    const refreshes = await startRefreshes(first)
    const removal = await call(second, `DELETE /admin/users/${user.id}/apps?client_id=${clinic.id}`, { headers: asAdministrator })
    expect(removal.status).toBe(204)
    const answers = await Promise.all(refreshes)
    expect(answers.filter(({ status }) => ![201, 401].includes(status))).toEqual([])
    const live = await first.store.read.selectFrom('tokens').where('client_id', '=', clinic.id).where('expires_at', '>', unixSeconds(first.now())).select('id').execute()
    expect(live).toEqual([])
  }
})

it('no token is left of a user whose tokens are deleted at one while the other issues some', async () => {
  await using instances = await startInstances()
  const { first, both: [, second] } = instances
  for (let round = 1; round <= 5; round += 1) {
    const refreshes = await startRefreshes(first)
    expect((await call(second, `DELETE /admin/users/${user.id}/tokens?client_id=${clinic.id}`, { headers: asAdministrator })).status).toBe(204)
    await Promise.all(refreshes)
    expect(await first.store.read.selectFrom('tokens').where('user_id', '=', user.id).where('client_id', '=', clinic.id).select('id').execute()).toEqual([])
  }
})

it('a user is blocked at once, however many refresh a token of theirs without a pause', async () => {
  await using instances = await startInstances()
  let isBlocked = false
  const refresh = async () => {
    while (!isBlocked) await call(instances.first, 'POST /oauth/tokens', { body: refreshGrant })
  }
  const callers = Array.from({ length: 12 }, refresh)
  const answer = await call(instances.both[1], `PATCH /admin/users/${user.id}/actions/block`, { headers: asAdministrator, body: { user: {} } })
  isBlocked = true
  await Promise.all(callers)
  expect(answer.status).toBe(200)
  expect(refusal(await call(instances.first, 'POST /oauth/tokens', { body: refreshGrant }))[1]).toBe('token_expired')
})

it('a client that one makes or changes while the other deletes it is there or not, and nobody is told anything else', async () => {
  await using instances = await startInstances()
  const target = '/admin/clients/77777777-7777-4777-8777-777777777777'
  const body = { client: { name: 'now and then', user_id: user.id, client_type_id: clinic.clientTypeId } }
  const answers = await atOnce(60, instances, (server, index) =>
    call(server, `${index % 3 === 0 ? 'DELETE' : 'PUT'} ${target}`, { headers: asAdministrator, ...(index % 3 === 0 ? {} : { body }) }),
  )
  expect(answers.filter(({ status }, index) => !(index % 3 === 0 ? [204, 404] : [200]).includes(status))).toEqual([])
})

it('of the sessions that a user begins at both at once one lives', async () => {
  await using instances = await startInstances()
  const values = await Promise.all(Array.from({ length: 6 }, (_, index) => logIn(instances.both[index % 2]!)))
  const uses = await atOnce(values.length, instances, (server, index) => call(server, 'GET /admin/apps', { headers: { Authorization: `Bearer ${values[index]}` } }))
  // Whoever is let in lacks the scope.
  expect(uses.map((answer) => refusal(answer)[0]).toSorted()).toEqual([401, 401, 401, 401, 401, 403])
})

describe('limits hold across instances:', () => {
  it('the requests of an address', async () => {
    await using instances = await startInstances({ rateLimitPerMinute: 7 })
    const answers = await atOnce(20, instances, (server) => call(server, 'POST /oauth/tokens', { body: refreshGrant }))
    expect(statuses(answers)).toEqual([...Array(7).fill(201), ...Array(13).fill(429)])
  })

  it('the wrong passwords of a user', async () => {
    await using instances = await startInstances({ maxFailedLogins: 3 })
    const token = { grant_type: 'password', email: user.email, password: 'wrong', client_id: portal, scope: 'app:authorize' }
    const answers = await atOnce(12, instances, (server) => call(server, 'POST /auth/login', { body: { token } }))
    const texts = answers.map((answer) => refusal(answer)[2])
    expect(texts.filter((text) => text === 'Identity, password combination is wrong.')).toHaveLength(3)
    const right = await call(instances.first, 'POST /auth/login', { body: { token: { ...token, password: user.password } } })
    expect(refusal(right)[2]).toBe('You reached login attempts limit. Try again later')
  })
})
