import { afterAll, describe, expect, it } from 'vitest'
import { hashOfNothing, hashPassword } from '../../server/secrets/password-hash.ts'
import { unixSeconds } from '../../server/services.ts'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { countAsync } from '../fixtures/count-async.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { user, portal, clinic } = demo
const blockedPortal = '44444444-4444-4444-8444-444444444444'
const office = 'c4a6d45f-2cf2-4e6d-909a-5962604ad63b'
const password = 'Some-Password-1'
const person = (number: number, changes: object = {}) => ({
  id: `33333333-3333-4333-8333-00000000000${number}`,
  email: `person${number}@example.com`,
  password,
  tax_id: '3067305998',
  ...changes,
})
const blocked = person(1, { is_blocked: true })
const taxless = person(2, { tax_id: '' })
const blockedTaxless = person(3, { tax_id: '', is_blocked: true })
const stale = person(4, { password_set_at: '2020-01-01T00:00:00Z' })
const blockedStale = person(5, { is_blocked: true, password_set_at: '2020-01-01T00:00:00Z' })

const administration = '1c6f3a52-64a5-4f0e-8a53-5b2f2f6d0b03'
const admin = { email: 'admin@example.com', password: 'Sandbox-Admin-1' }

const fixtures = await demoFixtures(({ users, clients, client_types, user_roles }) => {
  users.push(blocked, taxless, blockedTaxless, stale, blockedStale)
  user_roles.push({ user_id: taxless.id, role_id: administration, client_id: office })
  itemOf(client_types, itemOf(clients, office).client_type_id).scope += ' app:authorize user:change_password event:read'
  clients.push({ ...itemOf(clients, portal), id: blockedPortal, is_blocked: true })
})
const server = await startServer({ fixtures })
afterAll(server.close)

const grant = { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' }
const logIn = (changes: object = {}, on: TestServer = server) => call(on, 'POST /auth/login', { body: { token: { ...grant, ...changes } } })

const wrong = [401, 'access_denied', 'Identity, password combination is wrong.']
const throttled = [401, 'access_denied', 'You reached login attempts limit. Try again later']
const validation = [422, 'validation_failed', expect.stringMatching(/^Validation failed/)]
const notAllowed = [401, 'access_denied', 'Client is not allowed to issue login token.']

describe('a right password', () => {
  it('begins a session', async () => {
    const answer = await logIn()
    expect(answer.status).toBe(201)
    expect(answerBreaches('logInUser', answer)).toEqual([])
    expect(answer.body).toMatchObject({
      data: { name: 'access_token', user_id: user.id, details: { grant_type: 'password', client_id: portal, scope: 'app:authorize' } },
      urgent: { next_step: 'REQUEST_APPS' },
    })
  })

  it('works with the e-mail address and the client id in any case', async () => {
    const answer = await logIn({ email: user.email.toUpperCase(), client_id: portal.toUpperCase() })
    expect(answer.body.data.details.client_id).toBe(portal)
  })

  it('works on a client that is blocked, which is found out when the token is used', async () => {
    expect((await logIn({ client_id: blockedPortal })).status).toBe(201)
  })

  it('works for a user without tax id on a client that is not the portal', async () => {
    expect((await logIn({ email: taxless.email, password, client_id: office, scope: 'user:read' })).status).toBe(201)
  })

  it('ends the older tokens of the user for this client, and no others', async () => {
    await using own = await startServer()
    const live = async () => (await own.store.read.selectFrom('tokens').where('expires_at', '>', unixSeconds(own.now())).select('id').execute()).map(({ id }) => id)
    const before = await live()
    const first = (await logIn({}, own)).body.data.id
    expect((await live()).toSorted()).toEqual([...before, first].toSorted())
    const second = (await logIn({}, own)).body.data.id
    expect((await live()).toSorted()).toEqual([...before, second].toSorted())
  })
})

it('many right passwords at once are no guessing', async () => {
  await using own = await startServer()
  const answers = await Promise.all(Array.from({ length: 12 }, () => logIn({}, own)))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 201))
})

describe('the scope', () => {
  const beyondType = [422, 'request_malformed', 'Scope is not allowed by client type.']
  const beyondRoles = [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']

  it.each([
    ['a global role', { ...admin, scope: 'user:write user:read' }],
    ['a role for the client', { email: taxless.email, password, scope: 'user:write' }],
  ])('may be what %s allows', async (_name, changes) => {
    const answer = await logIn({ client_id: office, ...changes })
    expect(answer.body.data.details.scope).toBe(changes.scope)
  })

  it.each(['app:authorize', 'user:change_password', 'user:change_password app:authorize'])('may be %s without any role', async (scope) => {
    expect((await logIn({ client_id: office, scope })).status).toBe(201)
    expect((await logIn({ scope })).status).toBe(201)
  })

  it.each([
    ['of a user without role', { client_id: office, scope: 'user:write' }, beyondRoles],
    ['that only goes with what needs no role', { client_id: office, scope: 'app:authorize user:write' }, beyondRoles],
    ['of a role for another client', { client_id: office, scope: 'client:read' }, beyondRoles],
    ['beyond what the roles allow', { ...admin, client_id: office, scope: 'user:write event:read' }, beyondRoles],
    ['beyond the type of the client, although a role allows it', { ...admin, scope: 'user:write' }, beyondType],
    ['beyond both, which is the fault of the type first', { client_id: office, scope: 'secret:refresh' }, beyondType],
  ])('is refused %s', async (_name, changes, expected) => {
    expect(refusal(await logIn(changes))).toEqual(expected)
  })

  it('that is refused leaves the earlier session valid', async () => {
    await using own = await startServer({ fixtures })
    const { value } = (await logIn(admin, own)).body.data
    expect(refusal(await logIn({ ...admin, scope: 'cabinet:read' }, own))).toEqual(beyondRoles)
    expect((await call(own, 'GET /user/roles', { headers: { Authorization: `Bearer ${value}` } })).status).toBe(200)
  })
})

describe('a refusal', () => {
  it.each([
    ['a wrapper that is missing', { app: {} }, [400, 'request_malformed', expect.any(String)]],
    ['a missing grant_type', { token: { email: 'a' } }, [422, 'request_malformed', 'Request must include grant_type.']],
    ['a grant of another door', { token: { ...grant, grant_type: 'refresh_token' } }, [401, 'invalid_grant', 'Grant type not allowed.']],
  ])('of %s', async (_name, body, expected) => {
    expect(refusal(await call(server, 'POST /auth/login', { body }))).toEqual(expected)
  })

  it.each([
    ['an unknown client', { client_id: '22222222-2222-4222-8222-222222222222' }, [401, 'invalid_client', 'Invalid client id.']],
    ['a client_id that is no UUID', { client_id: 'portal' }, [400, 'request_malformed', expect.any(String)]],
    ['a client that may not sign users in', { client_id: clinic.id }, notAllowed],
    ['a user without tax id on the portal', { email: taxless.email, password }, [403, 'forbidden', 'User is not registered']],
    ['a blocked user', { email: blocked.email, password }, [401, 'user_blocked', 'User blocked.']],
    ['a wrong password', { password: 'wrong' }, wrong],
    ['the right password in other letters', { password: user.password.toLowerCase() }, wrong],
    ['an old password', { email: stale.email, password }, [401, 'password_expired', `The password expired for user: ${stale.id}`]],
    ['a scope wider than the type of the client', { scope: 'app:authorize secret:refresh' }, [422, 'request_malformed', 'Scope is not allowed by client type.']],
  ])('of %s', async (_name, changes, expected) => {
    expect(refusal(await logIn(changes))).toEqual(expected)
  })

  it('names every field that is missing or ill-typed', async () => {
    const answer = await logIn({ email: undefined, password: 5, client_id: '', scope: null })
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual(['$.client_id required', '$.email required', '$.password cast', '$.scope required'])
  })

  it('of a password that is 90 days old comes from the second it turns so', async () => {
    await using own = await startServer()
    await own.store.write((db) => db.updateTable('users').set({ password_set_at: unixSeconds(own.now()) }).execute())
    own.advance(90 * 86_400 - 10)
    expect((await logIn({}, own)).status).toBe(201)
    own.advance(10)
    expect(refusal(await logIn({}, own))).toEqual([401, 'password_expired', `The password expired for user: ${user.id}`])
  })
})

describe('a wrong password tells nothing', () => {
  it.each([
    ['that nobody has the address', { email: 'nobody@example.com' }],
    ['that the user is blocked', { email: blocked.email }],
    ['that the user has no tax id', { email: taxless.email }],
    ['that the password has expired', { email: stale.email }],
    ['that the scope would be refused', { scope: 'secret:refresh' }],
  ])('about %s', async (_name, changes) => {
    expect(refusal(await logIn({ ...changes, password: 'wrong' }))).toEqual(wrong)
  })

  it('by when there were too many', async () => {
    await using own = await startServer({ fixtures, settings: { maxFailedLogins: 2 } })
    for (const email of [user.email, blocked.email, taxless.email, 'nobody@example.com', 'Nobody@Example.com'.repeat(2)]) {
      const answers = []
      for (let number = 1; number <= 3; number++) answers.push(refusal(await logIn({ email, password: 'wrong' }, own)))
      expect(answers).toEqual([wrong, wrong, throttled])
    }
  })

  it('by the work that it takes, which is to derive a key from it once', async () => {
    const derivations: Record<string, number> = {}
    for (const email of [user.email, blocked.email, 'nobody@example.net']) {
      const keys = countAsync('ARGON2REQUEST')
      await logIn({ email, password: 'wrong' })
      derivations[email] = keys.end()
    }
    expect(Object.values(derivations)).toEqual([1, 1, 1])
  })

  it('by the cost of that key, which is the same where there is no password', async () => {
    const costOf = (hash: string) => hash.split('$').slice(1, 4)
    expect(costOf(hashOfNothing())).toEqual(costOf(await hashPassword(password)))
  })

  it('by what is written down of the address', async () => {
    await using own = await startServer()
    await logIn({ email: 'nobody@example.com', password: 'wrong' }, own)
    expect(JSON.stringify(await own.store.read.selectFrom('sign_in_attempts').selectAll().execute())).not.toContain('nobody')
  })
})

describe('of two broken rules the earlier one answers', () => {
  it.each([
    ['the grant before the fields', { grant_type: 'implicit', email: '' }, [401, 'invalid_grant', 'Grant type not allowed.']],
    ['the fields before the client', { client_id: 'portal', password: '' }, validation],
    ['the client before what it may', { client_id: '22222222-2222-4222-8222-222222222222', email: 'nobody@example.com' }, [401, 'invalid_client', 'Invalid client id.']],
    ['what the client may before the user', { client_id: clinic.id, email: 'nobody@example.com' }, notAllowed],
    ['the tax id before the block', { email: blockedTaxless.email, password }, [403, 'forbidden', 'User is not registered']],
    ['the block before the age of the password', { email: blockedStale.email, password }, [401, 'user_blocked', 'User blocked.']],
    ['the password before the scope', { password: 'wrong', scope: 'secret:refresh' }, wrong],
    ['the age of the password before the scope', { email: stale.email, password, scope: 'secret:refresh' }, [401, 'password_expired', expect.any(String)]],
  ])('%s', async (_name, changes, expected) => {
    expect(refusal(await logIn(changes))).toEqual(expected)
  })
})

describe('wrong passwords', () => {
  const settings = { maxFailedLogins: 3 }
  const guess = (on: TestServer) => logIn({ password: 'wrong' }, on)

  it('are ten, and even the right password is refused', async () => {
    await using own = await startServer()
    for (let number = 1; number <= 10; number++) expect(refusal(await guess(own))).toEqual(wrong)
    expect(refusal(await guess(own))).toEqual(throttled)
    expect(refusal(await logIn({}, own))).toEqual(throttled)
  })

  it('are as many when the address is written in another way each time', async () => {
    await using own = await startServer({ settings })
    for (const email of ['owner@example.com', 'Owner@Example.com', 'OWNER@EXAMPLE.COM']) expect(refusal(await logIn({ email, password: 'wrong' }, own))).toEqual(wrong)
    expect(refusal(await logIn({ email: 'oWNER@example.com' }, own))).toEqual(throttled)
  })

  it('are no more than the limit when they come at the same time', async () => {
    await using own = await startServer({ settings })
    const answers = await Promise.all(Array.from({ length: 30 }, () => guess(own)))
    expect(answers.map((answer) => refusal(answer)[2]).filter((text) => text === wrong[2])).toHaveLength(3)
    expect(refusal(await logIn({}, own))).toEqual(throttled)
  })

  it('are forgotten ten minutes later', async () => {
    await using own = await startServer({ settings })
    for (let number = 1; number <= 3; number++) await guess(own)
    own.advance(590)
    expect(refusal(await logIn({}, own))).toEqual(throttled)
    own.advance(11)
    expect((await logIn({}, own)).status).toBe(201)
  })

  it('are counted in a window that slides', async () => {
    await using own = await startServer({ settings })
    await guess(own)
    own.advance(400)
    await guess(own)
    await guess(own)
    expect(refusal(await guess(own))).toEqual(throttled)
    own.advance(201)
    expect(refusal(await guess(own))).toEqual(wrong)
    expect(refusal(await guess(own))).toEqual(throttled)
  })

  it('are forgotten after the right one', async () => {
    await using own = await startServer({ settings })
    for (let round = 1; round <= 2; round++) {
      await guess(own)
      await guess(own)
      expect((await logIn({}, own)).status).toBe(201)
    }
  })

  it('of one user refuse nobody else', async () => {
    await using own = await startServer({ settings })
    for (let number = 1; number <= 4; number++) await guess(own)
    expect((await logIn(admin, own)).status).toBe(201)
  })

  it('are counted through a restart', async () => {
    await using own = await startServer({ settings })
    for (let number = 1; number <= 3; number++) await guess(own)
    await using again = await startServer({ settings, databaseUrl: own.settings.databaseUrl })
    expect(refusal(await logIn({}, again))).toEqual(throttled)
  })
})
