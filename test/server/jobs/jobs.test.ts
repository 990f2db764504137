import { sql, type SqlBool } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { batchRows } from '../../../server/jobs/job.ts'
import { runJob } from '../../../server/jobs/run-job.ts'
import { unixSeconds } from '../../../server/services.ts'
import { call } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { addAnswers, addEvents, addTokens, addUser, addWindows, at, jobNamed } from './rows.ts'

const server = await startServer()
afterAll(server.close)
const { store, settings } = server

const day = 86_400
const moment = new Date('2031-05-06T07:08:09.500Z')
const now = unixSeconds(moment)
const runAtMoment = (name: string) => runJob(jobNamed(name), at(moment, server))
const tokenOf = (id: string) => store.read.selectFrom('tokens').where('id', '=', id).select(['expires_at', 'updated_at']).executeTakeFirst()

it.each([
  { passwordDays: 90, seconds: 0, token: {}, ends: true },
  { passwordDays: 90, seconds: 1, token: {}, ends: false },
  { passwordDays: 91, seconds: 0, token: {}, ends: true },
  { passwordDays: 0, seconds: 0, token: {}, ends: false },
  { passwordDays: 90, seconds: 0, token: { expires_at: now + 1 }, ends: true },
  { passwordDays: 90, seconds: 0, token: { expires_at: now }, ends: false },
  { passwordDays: 90, seconds: 0, token: { name: 'refresh_token' }, ends: true },
  { passwordDays: 90, seconds: 0, token: { name: 'authorization_code' }, ends: true },
  { passwordDays: 90, seconds: 0, token: { name: '2fa_access_token' }, ends: false },
  { passwordDays: 90, seconds: 0, token: { name: 'change_password_token' }, ends: false },
])('token_expiration: password set $passwordDays days ago, and $seconds s later, token $token: ends $ends', async ({ passwordDays, seconds, token, ends }) => {
  const user_id = await addUser(store, { password_set_at: now - passwordDays * day + seconds })
  const expires_at = token.expires_at ?? now + 1_000
  const [id = ''] = await addTokens(store, { user_id, ...token, expires_at })
  await runAtMoment('token_expiration')
  const after = await tokenOf(id)
  expect(after?.expires_at).toBe(ends ? now : expires_at)
  expect(after?.updated_at === moment.toISOString()).toBe(ends)
})

it.each([
  [30 * day, true],
  [30 * day - 1, false],
])('token_deleting: a token that expired %d s ago is deleted: %s', async (seconds, deleted) => {
  const [id = ''] = await addTokens(store, { expires_at: now - seconds })
  await runAtMoment('token_deleting')
  expect((await tokenOf(id)) === undefined).toBe(deleted)
})

it('the settings decide on the days', async () => {
  const ours = at(moment, { ...server, settings: { ...settings, passwordExpirationDays: 2, tokenTtlAfterExpirationDays: 1 } })
  const user_id = await addUser(store, { password_set_at: now - 2 * day })
  const [ended = ''] = await addTokens(store, { user_id, expires_at: now + 1_000 })
  const [old = ''] = await addTokens(store, { expires_at: now - day })
  await runJob(jobNamed('token_expiration'), ours)
  await runJob(jobNamed('token_deleting'), ours)
  expect(await tokenOf(ended)).toMatchObject({ expires_at: now })
  expect(await tokenOf(old)).toBeUndefined()
})

it('idempotency_purge deletes the answers that have expired', async () => {
  await addAnswers(store, { id: 'ends now', expires_at: now })
  await addAnswers(store, { id: 'ends later', expires_at: now + 1 })
  await runAtMoment('idempotency_purge')
  const left = await store.read.selectFrom('idempotency_records').where('id', 'like', 'ends%').select('id').execute()
  expect(left).toEqual([{ id: 'ends later' }])
})

it('rate_limit_purge deletes the windows that have ended, to the millisecond', async () => {
  await addWindows(store, { key: 'ends now', expires_at: moment.getTime() })
  await addWindows(store, { key: 'ends later', expires_at: moment.getTime() + 1 })
  await runAtMoment('rate_limit_purge')
  const left = await store.read.selectFrom('rate_limits').where('key', 'like', 'ends%').select('key').execute()
  expect(left).toEqual([{ key: 'ends later' }])
})

it('rate_limit_purge deletes the sign-ins that count no longer', async () => {
  const attempts = [now, now + 1].map((expires_at) => ({ id: `ends ${expires_at}`, account: 'somebody', expires_at }))
  await store.write((db) => db.insertInto('sign_in_attempts').values(attempts).execute())
  await runAtMoment('rate_limit_purge')
  expect(await store.read.selectFrom('sign_in_attempts').where('account', '=', 'somebody').selectAll().execute()).toEqual([attempts[1]])
})

it('audit_purge deletes the events that are as old as the settings say, and none that is a millisecond younger', async () => {
  const ttlDays = 31
  const oldest = new Date(moment.getTime() - ttlDays * day * 1_000)
  const younger = new Date(oldest.getTime() + 1).toISOString()
  for (const inserted_at of [oldest.toISOString(), younger]) await addEvents(store, { inserted_at, act: 'blockUser' })
  await runJob(jobNamed('audit_purge'), at(moment, { ...server, settings: { ...settings, auditTtlDays: ttlDays } }))
  const left = store.read.selectFrom('audit_events').where('act', '=', 'blockUser').select('inserted_at')
  expect(await left.execute()).toEqual([{ inserted_at: younger }])
})

it.each([
  ['token_expiration', 'tokens', () => addTokens(store, { user_id: demo.administrator.id, expires_at: 4_102_444_800 }, 1_201)],
  ['token_deleting', 'tokens', () => addTokens(store, {}, 1_201)],
  ['idempotency_purge', 'idempotency_records', () => addAnswers(store, {}, 1_201)],
  ['rate_limit_purge', 'rate_limits', () => addWindows(store, {}, 1_201)],
  ['audit_purge', 'audit_events', () => addEvents(store, {}, 1_201)],
] as const)('%s handles 1,201 rows in three batches, and what a batch has done is there before the next', async (name, table, add) => {
  await runAtMoment(name)
  await add()
  const job = jobNamed(name)
  const batches: { left: number; handled: number }[] = []
  const rows = await runJob(
    {
      ...job,
      async handle(db, services) {
        // The reader sees what is committed.
        const query = store.read.selectFrom(table).where(table === 'audit_events' ? sql<SqlBool>`act = 'deleteUser'` : sql<SqlBool>`expires_at <> ${now}`)
        const { left } = await query.select(({ fn }) => fn.countAll<number>().as('left')).executeTakeFirstOrThrow()
        const handled = await job.handle(db, services)
        batches.push({ left, handled })
        return handled
      },
    },
    at(moment, server),
  )
  const first = batches[0]?.left ?? 0
  expect(rows).toBe(1_201)
  expect(batches).toEqual([
    { left: first, handled: batchRows },
    { left: first - batchRows, handled: batchRows },
    { left: first - 2 * batchRows, handled: 201 },
  ])
})

it('rows that just fill a batch are handled, and leave nothing for the next run', async () => {
  await runAtMoment('rate_limit_purge')
  await addWindows(store, {}, batchRows)
  expect(await runAtMoment('rate_limit_purge')).toBe(batchRows)
  expect(await runAtMoment('rate_limit_purge')).toBe(0)
})

it('a token is refused once its user has had the password for too long', async () => {
  await using other = await startServer()
  const headers = { Authorization: `Bearer ${demo.pharmacy.ownerToken}`, 'API-key': demo.mis.apiKey }
  other.advance(90 * day)
  expect((await call(other, 'GET /user/roles', { headers })).status).toBe(200)
  await runJob(jobNamed('token_expiration'), other)
  expect((await call(other, 'GET /user/roles', { headers })).status).toBe(401)
})
