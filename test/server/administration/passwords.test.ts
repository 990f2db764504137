import { afterAll, describe, expect, it } from 'vitest'
import { administrate, bearer, fault, faults, made, missing } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'

const { portal } = demo
const server = await startServer()
afterAll(server.close)

let number = 0
const first = 'First-Password-0'

async function newUser({ password = first, on = server }: { password?: string; on?: TestServer } = {}): Promise<{ id: string; email: string }> {
  return made(await administrate(on)('POST /admin/users', { user: { email: `person${++number}@example.com`, password, tax_id: '3067305998' } }))
}

const logIn = (email: string, password: string, on: TestServer = server) =>
  call(on, 'POST /auth/login', { body: { token: { grant_type: 'password', email, password, client_id: portal, scope: 'app:authorize' } } })

/** Changes a password with the present one as a proof. */
const change = (id: string, current_password: string, password: string, on: TestServer = server) =>
  administrate(on)(`PATCH /admin/users/${id}/actions/change_password`, { user: { password, current_password } })

/** The ways in which a password can be changed. */
const ways: [string, (id: string, present: string, password: string) => ReturnType<typeof call>][] = [
  ['change_password', change],
  ['PATCH', (id, _present, password) => administrate(server)(`PATCH /admin/users/${id}`, { user: { password } })],
]

const used = [fault('password', 'password_used', 'This password has been used recently. Try another one')]
const tooShort = fault('password', 'length', 'should be at least 12 character(s)', { min: 12 })
const tooSimple = fault('password', 'format', 'Password does not meet complexity requirements', [expect.any(String)])
const wrong = [401, 'access_denied', 'Identity, password combination is wrong.']

describe('a password', () => {
  it.each([
    ['eleven characters', 'Aa1-Aa1-Aa1', tooShort],
    ['eleven letters that each are two units', `Aa1${'😀'.repeat(8)}`, tooShort],
    ['no upper-case letter', 'some-password-1', tooSimple],
    ['no lower-case letter', 'SOME-PASSWORD-1', tooSimple],
    ['no digit', 'Some-Password-One', tooSimple],
    ['no letter at all', '123456789012', tooSimple],
    ['no lower-case letter among Cyrillic ones', 'ЯКИЙСЬ-ПАРОЛЬ-1', tooSimple],
    ['no upper-case letter among Cyrillic ones', 'якийсь-пароль-1', tooSimple],
    ['letters of another script only', 'ΚωδικόςΚωδικός1', tooSimple],
    ['digits of another script only', 'Some-Password-١', tooSimple],
    ['nothing', '', missing('password')],
    ['blanks only', ' '.repeat(12), missing('password')],
  ])('with %s is refused, whichever way it is set', async (_what, password, expected) => {
    const { id } = await newUser()
    expect(faults(await administrate(server)('POST /admin/users', { user: { email: 'new@example.com', password } }))).toEqual([expected])
    for (const [, set] of ways) expect(faults(await set(id, first, password))).toEqual([expected])
  })

  it.each([
    ['twelve characters', 'Aa1-Aa1-Aa1-'],
    ['Cyrillic letters', 'Якийсь-пароль-1'],
    ['Ukrainian letters only', 'Їїїїїїїїїїї1'],
    ['the letters ґ and Є', '1111111111ґЄ'],
    ['one script for each case', '1111111111яA'],
    ['blanks around it', '  Some-Pass-1  '],
    ['a line break in the middle', 'Some-Pass\nword-1'],
    ['1024 characters', 'Aa1-'.repeat(256)],
  ])('with %s works', async (_what, password) => {
    const { email } = await newUser({ password })
    expect((await logIn(email, password)).status).toBe(201)
    expect(refusal(await logIn(email, `x${password.slice(1)}`))).toEqual(wrong)
  })
})

describe.each(ways)('a password changed by %s', (_way, set) => {
  it('works at once, and the old one no more', async () => {
    const { id, email } = await newUser()
    const answer = await set(id, first, 'Second-Password-1')
    expect(answer.status).toBe(200)
    expect(answer.body.data).toEqual((await administrate(server)(`GET /admin/users/${id}`)).body.data)
    expect((await logIn(email, 'Second-Password-1')).status).toBe(201)
    expect(refusal(await logIn(email, first))).toEqual(wrong)
  })

  it('leaves tokens valid', async () => {
    const { id } = await newUser()
    const headers = await bearer(server, { user_id: id, client_id: portal, scope: 'app:authorize' })
    await set(id, first, 'Second-Password-1')
    expect((await call(server, 'GET /user/roles', { headers })).status).toBe(200)
  })

  it('is none of the last three, but may be an older one', async () => {
    const { id, email } = await newUser()
    const passwords = [first, 'Some-Password-1', 'Some-Password-2', 'Some-Password-3']
    for (const [index, password] of passwords.slice(1).entries()) expect((await set(id, passwords[index]!, password)).status).toBe(200)
    const present = passwords.at(-1)!
    for (const password of passwords.slice(1)) expect(faults(await set(id, present, password))).toEqual(used)
    expect((await logIn(email, present)).status).toBe(201)
    expect((await set(id, present, first)).status).toBe(200)
    expect((await logIn(email, first)).status).toBe(201)
    expect(faults(await set(id, first, 'Some-Password-2'))).toEqual(used)
    expect((await set(id, first, 'Some-Password-1')).status).toBe(200)
  })

  it('is not the present one', async () => {
    const { id } = await newUser()
    expect(faults(await set(id, first, first))).toEqual(used)
  })
})

it('the history is the same whichever way a password was changed', async () => {
  const { id } = await newUser()
  let present = first
  for (const [index, [, set]] of ways.entries()) {
    expect((await set(id, present, `Some-Password-${index}`)).status).toBe(200)
    present = `Some-Password-${index}`
    for (const [, again] of ways) expect(faults(await again(id, present, index === 0 ? first : `Some-Password-${index - 1}`))).toEqual(used)
  }
})

it('the history of one user is nothing to another', async () => {
  const [one, other] = [await newUser(), await newUser({ password: 'Other-Password-0' })]
  await change(one.id, first, 'Some-Password-1')
  expect((await change(other.id, 'Other-Password-0', first)).status).toBe(200)
})

it('a password changed together with other fields changes neither when one of them is refused', async () => {
  const { id, email } = await newUser()
  const user = { password: 'Second-Password-1', email: demo.user.email }
  expect(faults(await administrate(server)(`PATCH /admin/users/${id}`, { user }))).toMatchObject([{ entry: '$.email' }])
  expect((await logIn(email, first)).status).toBe(201)
  expect((await change(id, first, 'Second-Password-1')).status).toBe(200)
})

describe('change_password', () => {
  it('answers as the contract has it', async () => {
    const { id } = await newUser()
    expect(answerBreaches('changeUserPassword', await change(id, first, 'Second-Password-1'))).toEqual([])
  })

  it('needs the present password', async () => {
    const { id, email } = await newUser()
    const entry = fault('current_password', 'password', 'password does not match password in field current_password')
    expect(faults(await change(id, 'Wrong-Password-1', 'Second-Password-1'))).toEqual([entry])
    expect(faults(await change(id, `${first} `, 'Second-Password-1'))).toEqual([entry])
    expect(faults(await change(id, 'Wrong-Password-1', first))).toEqual([entry])
    expect((await logIn(email, first)).status).toBe(201)
  })

  it('names what is missing', async () => {
    const { id } = await newUser()
    const target = `PATCH /admin/users/${id}/actions/change_password`
    expect(faults(await administrate(server)(target, { user: {} }))).toMatchObject([
      { entry: '$.current_password', rules: [{ rule: 'required' }] },
      { entry: '$.password', rules: [{ rule: 'required' }] },
    ])
    expect(faults(await administrate(server)(target, { user: { password: 'Second-Password-1' } }))).toEqual([missing('current_password')])
    expect(faults(await administrate(server)(target, { user: { password: 'Second-Password-1', current_password: first, email: 'x' } }))).toMatchObject([{ entry: '$.email', rules: [{ rule: 'schema' }] }])
    expect(refusal(await administrate(server)(target, {}))[0]).toBe(400)
    expect(refusal(await administrate(server)(target))[0]).toBe(415)
  })

  it('of many at once is done for one', async () => {
    const { id, email } = await newUser()
    const answers = await Promise.all([1, 2, 3, 4].map((index) => change(id, first, `Some-Password-${index}`)))
    const winners = answers.flatMap(({ status }, index) => (status === 200 ? [`Some-Password-${index + 1}`] : []))
    expect(winners).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 200)) expect(refusal(answer)[0]).toBeOneOf([409, 422])
    expect((await logIn(email, winners[0]!)).status).toBe(201)
  })
})

it.each(['change_password', 'PATCH'])('the age of a password starts anew with %s', async (way) => {
  await using own = await startServer()
  const { id, email } = await newUser({ on: own })
  own.advance(91 * 86_400)
  expect(refusal(await logIn(email, first, own))).toEqual([401, 'password_expired', `The password expired for user: ${id}`])
  const password = 'Second-Password-1'
  if (way === 'PATCH') await administrate(own)(`PATCH /admin/users/${id}`, { user: { password } })
  else await change(id, first, password, own)
  expect((await logIn(email, password, own)).status).toBe(201)
  own.advance(90 * 86_400 - 60)
  expect((await logIn(email, password, own)).status).toBe(201)
  own.advance(61)
  expect(refusal(await logIn(email, password, own))).toEqual([401, 'password_expired', `The password expired for user: ${id}`])
})

it('the age of a password goes on when other fields change', async () => {
  await using own = await startServer()
  const { id, email } = await newUser({ on: own })
  own.advance(91 * 86_400)
  await administrate(own)(`PATCH /admin/users/${id}`, { user: { tax_id: '1' } })
  expect(refusal(await logIn(email, first, own))[1]).toBe('password_expired')
})
