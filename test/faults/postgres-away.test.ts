import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { administration } from '../fixtures/administration.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { runOn } from '../fixtures/run-on-postgres.ts'
import { startRelay } from '../fixtures/start-relay.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { startDemoPostgres } from './start-demo-postgres.ts'
import { prepareAttempts, startLoad, type Attempt } from './load/attempts.ts'
import { judge } from './load/judge.ts'
import { hold, waitForBlocked } from './locks.ts'

const postgres = await startDemoPostgres()
afterAll(() => postgres[Symbol.asyncDispose]())

const unavailable = [503, 'internal_error', 'The service is busy. Try again later.']
const lockRefreshTokens = "select id from tokens where name = 'refresh_token' for update"

const refresh = (server: TestServer) => call(server, 'POST /oauth/tokens', { body: refreshGrant })
const read = (server: TestServer) => call(server, 'GET /admin/roles', administration)
const readiness = async ({ url }: TestServer) => (await fetch(`${url}/ready`)).status
const issuedTokens = async (server: TestServer) =>
  (await server.store.read.selectFrom('tokens').where('refresh_token_id', 'is not', null).select('id').execute()).length

describe.each(['stop', 'kill'] as const)('PostgreSQL after a %s', (end) => {
  it('fails the request under way and those that come, readers as well, with 503, and serves again once it is back', async () => {
    const databaseUrl = await postgres.copy(`away_${end}`)
    await using server = await startServer({ databaseUrl })
    expect((await refresh(server)).status).toBe(201)
    await hold(databaseUrl, lockRefreshTokens)
    const underWay = refresh(server)
    await waitForBlocked(databaseUrl)
    await postgres[end]()
    expect(refusal(await underWay)).toEqual(unavailable)
    expect(refusal(await refresh(server))).toEqual(unavailable)
    expect(refusal(await read(server))).toEqual(unavailable)
    expect(await readiness(server)).toBe(503)
    await postgres.start()
    expect(await readiness(server)).toBe(200)
    expect((await read(server)).status).toBe(200)
    expect((await refresh(server)).status).toBe(201)
    expect(await issuedTokens(server)).toBe(2)
  })
})

it('what was acknowledged survives kills of PostgreSQL under load, and what got 503 was not done', async ({ annotate }) => {
  await using server = await startServer({ databaseUrl: await postgres.copy('loaded') })
  const sent: Attempt[] = []
  for (let kill = 0; kill < 3; kill += 1) {
    const load = startLoad(server, await prepareAttempts(server.store, 12))
    await load.underWay
    await wait(kill * 40)
    await postgres.kill()
    sent.push(...(await load.ended))
    await postgres.start()
  }
  const verdicts = await Promise.all(sent.map((attempt) => judge(server.store.read, attempt)))
  expect(verdicts.flatMap(({ breach }) => breach ?? [])).toEqual([])
  const answers = Map.groupBy(sent, ({ answer }) => answer?.status ?? 0)
  const count = (status: number) => answers.get(status)?.length ?? 0
  expect(count(503)).toBeGreaterThan(0)
  const acknowledged = sent.length - count(503) - count(500)
  await annotate(`${acknowledged} acknowledged writes found, ${count(503)} with 503 not done, ${count(500)} with 500 done or not`, 'figure')
})

it('a statement that takes too long is given up with 503, and its connection goes on', async () => {
  const databaseUrl = await postgres.copy('slow')
  await using server = await startServer({ databaseUrl, settings: { databasePoolSize: 1, databaseStatementTimeoutSeconds: 1 } })
  const connections = () => runOn(databaseUrl, "select pid from pg_stat_activity where datname = 'slow' and application_name = 'ehealth-auth'")
  expect((await refresh(server)).status).toBe(201)
  const before = await connections()
  const holder = await hold(databaseUrl, lockRefreshTokens)
  expect(refusal(await refresh(server))).toEqual(unavailable)
  await holder.release()
  expect((await refresh(server)).status).toBe(201)
  expect(await connections()).toEqual(before)
  expect(await issuedTokens(server)).toBe(2)
})

it('who gets no connection in time is told 503, while the one that has it is served', async () => {
  const databaseUrl = await postgres.copy('pool')
  await using server = await startServer({ databaseUrl, settings: { databasePoolSize: 1 } })
  const holder = await hold(databaseUrl, lockRefreshTokens)
  const first = refresh(server)
  await waitForBlocked(databaseUrl)
  const others = await Promise.all([refresh(server), read(server)])
  await holder.release()
  expect(others.map(refusal)).toEqual([unavailable, unavailable])
  expect((await first).status).toBe(201)
  expect((await read(server)).status).toBe(200)
  expect(await issuedTokens(server)).toBe(1)
})

it('a connection that falls silent is given up with 503, and is not used again', async () => {
  await using relay = await startRelay(await postgres.copy('silent'))
  await using server = await startServer({ databaseUrl: relay.url, settings: { databasePoolSize: 1, databaseStatementTimeoutSeconds: 1 } })
  expect((await read(server)).status).toBe(200)
  relay.silence()
  expect(refusal(await read(server))).toEqual(unavailable)
  expect((await read(server)).status).toBe(200)
  expect((await refresh(server)).status).toBe(201)
})

describe('a connection that breaks at COMMIT', () => {
  const createRole = (server: TestServer, name: string, idempotencyKey?: string) =>
    call(server, 'POST /admin/roles', {
      body: { role: { name, scope: 'client:read' } },
      headers: { ...administration.headers, ...(idempotencyKey === undefined ? {} : { 'X-Idempotency-Key': idempotencyKey }) },
    })
  const idsOf = async ({ store }: TestServer, name: string) =>
    (await store.read.selectFrom('roles').where('name', '=', name).select('id').execute()).map(({ id }) => id)
  const given = ({ status, body }: Answer) => [status, body.data.id]

  it('is a 500 without an idempotency key, because nobody knows whether it was done', async () => {
    await using relay = await startRelay(await postgres.copy('broken'))
    await using server = await startServer({ databaseUrl: relay.url })
    relay.breakAtCommit('loses its answer')
    expect(refusal(await createRole(server, 'done'))).toEqual([500, 'internal_error'])
    relay.breakAtCommit('loses COMMIT')
    expect(refusal(await createRole(server, 'undone'))).toEqual([500, 'internal_error'])
    expect(await idsOf(server, 'done')).toHaveLength(1)
    expect(await idsOf(server, 'undone')).toEqual([])
  })

  it('is one execution with an idempotency key, whatever was lost', async () => {
    await using relay = await startRelay(await postgres.copy('broken_with_key'))
    await using server = await startServer({ databaseUrl: relay.url })
    const key = randomUUID()
    relay.breakAtCommit('loses COMMIT')
    expect(refusal(await createRole(server, 'first', key))).toEqual([500, 'internal_error'])
    const again = await createRole(server, 'first', key)
    expect([given(again)]).toEqual((await idsOf(server, 'first')).map((id) => [201, id]))
    relay.breakAtCommit('loses its answer')
    // The answer was kept with what was done, so it is there to be given.
    const second = await createRole(server, 'second', randomUUID())
    expect([given(second)]).toEqual((await idsOf(server, 'second')).map((id) => [201, id]))
  })

  it('does not cost a secret when the request had an idempotency key', async () => {
    await using relay = await startRelay(await postgres.copy('broken_secret'))
    await using server = await startServer({ databaseUrl: relay.url })
    const { id, ownerToken, refreshToken: refresh_token } = demo.pharmacy
    relay.breakAtCommit('loses its answer')
    const { status, body } = await call(server, `PATCH /admin/clients/${id}/refresh_secret`, {
      headers: { Authorization: `Bearer ${ownerToken}`, 'API-key': demo.mis.apiKey, 'X-Idempotency-Key': randomUUID() },
    })
    expect(status).toBe(200)
    const token = { grant_type: 'refresh_token', client_id: id, client_secret: body.data.secret, refresh_token }
    expect((await call(server, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
  })
})
