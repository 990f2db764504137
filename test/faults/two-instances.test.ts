import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../server/config.ts'
import { demoFile } from '../../server/fixtures/read-fixtures.ts'
import { seed } from '../../server/fixtures/seed.ts'
import { unixSeconds } from '../../server/services.ts'
import { openStore } from '../../server/store/open-store.ts'
import { administration, roles } from '../fixtures/administration.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { openAt } from '../fixtures/database.ts'
import { demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { startDemoPostgres } from './start-demo-postgres.ts'
import { hold, waitForBlocked } from './locks.ts'

const postgres = await startDemoPostgres()
afterAll(() => postgres[Symbol.asyncDispose]())
const databaseUrl = await postgres.copy('shared')
const [one, other] = await Promise.all([startServer({ databaseUrl }), startServer({ databaseUrl })])
afterAll(one.close)
afterAll(other.close)

/** Sends a request to both instances, and lets neither go on before both have looked whether they may. */
async function race(table: string, send: (server: TestServer) => Promise<Answer>): Promise<Answer[]> {
  const holder = await hold(databaseUrl, `lock table ${table} in share mode`)
  const answers = Promise.all([one, other].map(send))
  // Answers that come all the same are for the test to see.
  await Promise.race([waitForBlocked(databaseUrl, 2), answers])
  await holder.release()
  return (await answers).toSorted((first, second) => first.status - second.status)
}

const { user, clinic, mis, pharmacy } = demo
const refreshSecret = `PATCH /admin/clients/${pharmacy.id}/refresh_secret`
const details = { client_id: clinic.id, grant_type: 'password', scope: 'client:read' }
const token = { name: 'access_token', value: 'the-value-of-rivals', expires_at: 4_102_444_800, user_id: user.id, details }

it.each([
  ['role', 'roles', 'POST /admin/roles', { role: { name: 'rival', scope: 'client:read' } }],
  ['client type', 'client_types', 'POST /admin/client_types', { client_type: { name: 'rival', scope: 'client:read' } }],
  ['user', 'users', 'POST /admin/users', { user: { email: 'rival@example.com', password: 'Sandbox-Rival-1' } }],
  ['role of a user', 'user_roles', `POST /admin/users/${user.id}/roles`, { user_role: { role_id: roles.owner, client_id: mis.id } }],
  ['approval', 'approvals', 'POST /admin/apps', { app: { user_id: user.id, client_id: mis.id, scope: 'client:read' } }],
  ['token', 'tokens', 'POST /admin/tokens', { token }],
])('of two who make the same %s at once one makes it, and the other is told that it is taken', async (_what, table, target, body) => {
  const [made, refused] = await race(table, (server) => call(server, target, { ...administration, body }))
  expect(made!.status).toBe(201)
  expect(refusal(refused!).slice(0, 2)).toEqual([422, 'validation_failed'])
})

it('of two who make the same connection at once one makes it, and the other changes it', async () => {
  const body = { consumer_id: mis.id, redirect_uri: 'https://example.com/rival' }
  const target = `PUT /admin/clients/${clinic.id}/connections`
  const [changed, made] = await race('connections', (server) => call(server, target, { ...administration, body }))
  expect([changed!.status, made!.status]).toEqual([200, 201])
  expect(changed!.body.data.id).toBe(made!.body.data.id)
})

it('two approvals of the same client at once are one, with what both allow', async () => {
  const headers = { Authorization: `Bearer ${await logIn(one)}` }
  await call(one, `DELETE /admin/users/${user.id}/apps?client_id=${clinic.id}`, administration)
  const scopes = new Map([[one, 'patients:view'], [other, 'patients:create']])
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri }
  const answers = await race('approvals', (server) =>
    call(server, 'POST /oauth/apps/authorize', { headers, body: { app: { ...app, scope: scopes.get(server) } } }),
  )
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  const approvals = await one.store.read.selectFrom('approvals').where('client_id', '=', clinic.id).select('scope').execute()
  expect(approvals.map(({ scope }) => scope.split(' ').sort())).toEqual([['patients:create', 'patients:view']])
})

it('the same request at both with one idempotency key is done once', async () => {
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey, 'X-Idempotency-Key': randomUUID() }
  const answers = await race('idempotency_records', (server) => call(server, refreshSecret, { headers }))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(answers[0]!.body.data.secret).toBe(answers[1]!.body.data.secret)
})

it('a refresh of the secret at both is one secret, and 409 for the other', async () => {
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  const [refreshed, refused] = await race('connections', (server) => call(server, refreshSecret, { headers }))
  expect(refreshed!.status).toBe(200)
  expect(refusal(refused!).slice(0, 2)).toEqual([409, 'request_conflict'])
  const { id: client_id, refreshToken: refresh_token } = pharmacy
  const grant = { grant_type: 'refresh_token', client_id, client_secret: refreshed!.body.data.secret, refresh_token }
  expect((await call(other, 'POST /oauth/tokens', { body: { token: grant } })).status).toBe(201)
})

const password = { grant_type: 'password', email: user.email, password: user.password, client_id: demo.portal, scope: 'app:authorize' }

it('of two sessions that a user begins at both one lives', async () => {
  await one.store.write((db) => db.updateTable('tokens').set({ expires_at: 0 }).where('client_id', '=', demo.portal).execute())
  const answers = await race('tokens', (server) => call(server, 'POST /auth/login', { body: { token: password } }))
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  const live = one.store.read.selectFrom('tokens').where('client_id', '=', demo.portal).where('expires_at', '>', 0).select('expires_at')
  expect((await live.execute()).filter(({ expires_at }) => expires_at > unixSeconds(one.now()))).toHaveLength(1)
})

it('the last attempt that a user has left is one, at whichever instance it is made', async () => {
  const guess = (server: { url: string }) => call(server, 'POST /auth/login', { body: { token: { ...password, password: 'wrong' } } })
  for (let number = 1; number < one.settings.maxFailedLogins; number++) await guess(one)
  const answers = await race('sign_in_attempts', guess)
  expect(answers.map((answer) => refusal(answer)[2]).toSorted()).toEqual([
    'Identity, password combination is wrong.',
    'You reached login attempts limit. Try again later',
  ])
  await one.store.write((db) => db.deleteFrom('sign_in_attempts').execute())
})

it('a transaction that PostgreSQL gives up in a deadlock is done anew', async () => {
  const databaseUrl = await postgres.copy('deadlocked')
  await postgres.run("alter database deadlocked set deadlock_timeout = '50ms'")
  await using server = await startServer({ databaseUrl })
  const holder = await hold(databaseUrl, `set deadlock_timeout = '1h'; select id from users where id = '${user.id}' for update`)
  const refreshed = call(server, 'POST /oauth/tokens', { body: refreshGrant })
  await waitForBlocked(databaseUrl)
  // Each has what the other wants. The holder gets it only when the server's transaction is undone.
  await holder.run("select id from tokens where name = 'refresh_token' for update")
  await holder.release()
  expect((await refreshed).status).toBe(201)
})

describe('two that start at once on an empty database', () => {
  it('of PostgreSQL both work, and one has loaded the demo data', async () => {
    await postgres.run('create database fresh')
    const url = postgres.url('fresh')
    const settings = { ...readSettings([], {}), databaseUrl: url }
    const stores = await Promise.all([openAt(url), openAt(url), openAt(url)])
    const loaded = await Promise.all(stores.map((store) => seed(store, settings, new Date())))
    expect(loaded.filter((file) => file !== undefined)).toEqual([demoFile])
    for (const store of stores) await store.close()
    await using server = await startServer({ databaseUrl: url })
    expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  })

  it('of PostgreSQL wait for each other, however long a statement may take otherwise', async () => {
    const url = await postgres.copy('waiting')
    const holder = await hold(url, 'lock table kysely_migration')
    const opening = openStore({ ...readSettings([], {}), databaseUrl: url, databaseStatementTimeoutSeconds: 1 })
    // A failure before that is for the end of the test to see.
    await Promise.race([waitForBlocked(url, 1, { forSeconds: 1.2 }), opening.catch(() => {})])
    await holder.release()
    await (await opening).close()
  })

  it('of SQLite both work, and one has loaded the demo data', async () => {
    await using first = await startProcess()
    await using second = await startProcess({ folder: first.folder })
    const urls = await Promise.all([first.listening, second.listening])
    const answers = await Promise.all(urls.map((url) => call({ url }, 'POST /oauth/tokens', { body: refreshGrant })))
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect([first, second].filter((server) => server.output().includes('Loaded'))).toHaveLength(1)
  })
})
