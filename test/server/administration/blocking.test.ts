import { afterAll, describe, expect, it } from 'vitest'
import { unixSeconds } from '../../../server/services.ts'
import { administrate, bearer, faults, made } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { approve, codeGrant, demo, logIn as ownerLogsIn, refreshGrant } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'

const { user: owner, portal } = demo
const start = () => startServer({ settings: { maxFailedLogins: 3 } })
const server = await start()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const password = 'Some-Password-1'
const newUser = async (): Promise<{ id: string; email: string }> =>
  made(await admin('POST /admin/users', { user: { email: `person${++number}@example.com`, password, tax_id: '3067305998' } }))
const block = (id: string, body?: unknown, on: TestServer = server) => administrate(on)(`PATCH /admin/users/${id}/actions/block`, body)
const unblock = (id: string, body?: unknown) => admin(`PATCH /admin/users/${id}/actions/unblock`, body)
const logIn = (email: string, given = password) => call(server, 'POST /auth/login', { body: { token: { grant_type: 'password', email, password: given, client_id: portal, scope: 'app:authorize' } } })

/** The ways in which a user can be blocked and unblocked. */
const ways: [string, (id: string, on?: TestServer) => ReturnType<typeof call>, (id: string) => ReturnType<typeof call>][] = [
  ['its action', (id, on) => block(id, undefined, on), (id) => unblock(id)],
  ['PATCH', (id, on = server) => administrate(on)(`PATCH /admin/users/${id}`, { user: { is_blocked: true } }), (id) => admin(`PATCH /admin/users/${id}`, { user: { is_blocked: false } })],
  ['PUT', (id, on = server) => administrate(on)(`PUT /admin/users/${id}`, { user: { is_blocked: true } }), (id) => admin(`PUT /admin/users/${id}`, { user: { is_blocked: false } })],
]

const throttled = [401, 'access_denied', 'You reached login attempts limit. Try again later']
const blocked = [401, 'user_blocked', 'User blocked.']
const invalid = [401, 'access_denied', 'Invalid access token']

describe.each(ways)('by %s', (_way, blockBy, unblockBy) => {
  it('a user is blocked: no sign-in, no token, no code, no refresh', async () => {
    await using own = await start()
    const session = await ownerLogsIn(own)
    const code = await approve(own)
    const { value } = (await call(own, 'POST /oauth/tokens', { body: refreshGrant })).body.data
    const live = () => own.store.read.selectFrom('tokens').where('user_id', '=', owner.id).where('expires_at', '>', unixSeconds(own.now())).select('id').execute()
    expect((await live()).length).toBeGreaterThan(4)

    const { status, body } = await blockBy(owner.id, own)
    expect([status, body.data.is_blocked]).toEqual([200, true])
    expect(await live()).toEqual([])
    for (const token of [session, value]) expect(refusal(await call(own, 'GET /user/roles', { headers: { Authorization: `Bearer ${token}` } }))).toEqual(invalid)
    expect(refusal(await call(own, 'POST /oauth/tokens', { body: refreshGrant }))).toEqual([401, 'token_expired', 'Token expired.'])
    expect(refusal(await call(own, 'POST /oauth/tokens', { body: codeGrant(code) }))).toEqual([401, 'token_expired', 'Token expired.'])
    const token = { grant_type: 'password', email: owner.email, password: owner.password, client_id: portal, scope: 'app:authorize' }
    expect(refusal(await call(own, 'POST /auth/login', { body: { token } }))).toEqual(blocked)
  })

  it('nobody else is blocked', async () => {
    const [one, other] = [await newUser(), await newUser()]
    const headers = await bearer(server, { user_id: other.id, client_id: portal, scope: 'app:authorize' })
    await blockBy(one.id)
    expect((await call(server, 'GET /user/roles', { headers })).status).toBe(200)
    expect((await logIn(other.email)).status).toBe(201)
    expect((await admin(`GET /admin/users/${other.id}`)).body.data.is_blocked).toBe(false)
  })

  it('a user is unblocked and signs in again, but the tokens stay expired', async () => {
    const { id, email } = await newUser()
    const headers = await bearer(server, { user_id: id, client_id: portal, scope: 'app:authorize' })
    await blockBy(id)
    expect(refusal(await logIn(email))).toEqual(blocked)
    const { status, body } = await unblockBy(id)
    expect([status, body.data.is_blocked]).toEqual([200, false])
    expect((await logIn(email)).status).toBe(201)
    expect(refusal(await call(server, 'GET /user/roles', { headers }))).toEqual(invalid)
  })

  it('unblocking forgets failed sign-ins', async () => {
    const { id, email } = await newUser()
    for (let attempt = 1; attempt <= 3; attempt++) await logIn(email, 'wrong')
    expect(refusal(await logIn(email))).toEqual(throttled)
    await blockBy(id)
    await unblockBy(id)
    expect((await logIn(email)).status).toBe(201)
  })
})

it('another change of a user forgets no failed sign-ins', async () => {
  const { id, email } = await newUser()
  for (let attempt = 1; attempt <= 3; attempt++) await logIn(email, 'wrong')
  await admin(`PATCH /admin/users/${id}`, { user: { tax_id: '1', is_blocked: false } })
  expect(refusal(await logIn(email))).toEqual(throttled)
})

describe.each([
  ['block', block, true],
  ['unblock', unblock, false],
] as const)('%s', (name, act, is_blocked) => {
  const user = async () => {
    const created = await newUser()
    if (!is_blocked) await block(created.id, { user: { block_reason: 'earlier' } })
    return created
  }

  it.each<[string, unknown, string | null]>([
    ['no body', undefined, null],
    ['an empty object', {}, null],
    ['an empty user', { user: {} }, null],
    ['null', { user: { block_reason: null } }, null],
    ['nothing but blanks', { user: { block_reason: ' ' } }, ' '],
    ['a reason', { user: { block_reason: 'Звільнено з 1 вересня' } }, 'Звільнено з 1 вересня'],
  ])('takes %s for the reason', async (_what, body, block_reason) => {
    const { id } = await user()
    const answer = await act(id, body)
    expect(answer.status).toBe(200)
    expect(answerBreaches(`${name}User`, answer)).toEqual([])
    expect(answer.body.data).toMatchObject({ id, is_blocked, block_reason })
    expect((await admin(`GET /admin/users/${id}`)).body.data).toEqual(answer.body.data)
  })

  it('twice is a conflict, and the first reason stays', async () => {
    const { id } = await user()
    await act(id, { user: { block_reason: 'first' } })
    expect(refusal(await act(id, { user: { block_reason: 'second' } }))).toEqual([409, 'request_conflict', `user already ${name}ed`])
    expect((await admin(`GET /admin/users/${id}`)).body.data.block_reason).toBe('first')
  })

  it('at once by many is done once', async () => {
    const { id } = await user()
    const answers = await Promise.all(Array.from({ length: 5 }, () => act(id)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409])
  })

  it.each([
    ['another member of user', { user: { reason: 'x' } }, '$.reason'],
    ['a member beside user', { user: {}, block_reason: 'x' }, '$.block_reason'],
    ['a reason that is no text', { user: { block_reason: 5 } }, '$.block_reason'],
    ['a reason that is too long', { user: { block_reason: 'x'.repeat(256) } }, '$.block_reason'],
  ])('refuses %s, and does nothing', async (_what, body, entry) => {
    const { id } = await user()
    expect(faults(await act(id, body))).toMatchObject([{ entry }])
    expect((await admin(`GET /admin/users/${id}`)).body.data.is_blocked).toBe(!is_blocked)
  })
})
