import { afterAll, describe, expect, it } from 'vitest'
import { administrate, bearer, fault, faults, made, malformed, missing, moment, nobody, roles, someId, taken, unknown } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { clinic, pharmacy, mis, portal } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const newUser = async (): Promise<string> => made(await admin('POST /admin/users', { user: { email: `person${++number}@example.com`, password: 'Some-Password-1' } })).id
const give = (user: string, role_id: string, client_id: string, more: object = {}) => admin(`POST /admin/users/${user}/roles`, { user_role: { role_id, client_id, ...more } })
const giveGlobal = (user: string, role_id: string) => admin(`POST /admin/users/${user}/global_roles`, { global_user_role: { role_id } })
const newRole = async (scope: string): Promise<{ id: string; name: string }> => made(await admin('POST /admin/roles', { role: { name: `ROLE ${++number}`, scope } }))
const notFound = [404, 'not_found']
const held = async (user: string) => (await admin(`GET /admin/users/${user}/roles`)).body.data.map(({ id }: { id: string }) => id).toSorted()

describe('a role given for a client', () => {
  it('is told with the names of both, and is found at its place', async () => {
    const user = await newUser()
    const answer = await give(user.toUpperCase(), roles.owner.toUpperCase(), clinic.id.toUpperCase())
    expect(answer.status).toBe(201)
    expect(answerBreaches('createUserRole', answer)).toEqual([])
    const { id, scope } = answer.body.data
    const expected = { id: someId, user_id: user, role_id: roles.owner, role_name: 'OWNER', client_id: clinic.id, client_name: 'Клініка 1', scope, created_at: moment, updated_at: moment }
    expect(answer.body.data).toEqual(expected)
    expect(scope.split(' ')).toContain('patients:view')
    const location = answer.headers.get('location')
    expect(location).toBe(`/admin/users/${user}/roles/${id}`)
    expect((await admin(`GET ${location}`)).body.data).toEqual(answer.body.data)
    const list = await admin(`GET /admin/users/${user.toUpperCase()}/roles`)
    expect(list.body).toEqual({ meta: expect.objectContaining({ code: 200, type: 'list' }), data: [answer.body.data] })
    expect((await admin(`GET /admin/user_roles?user_id=${user}`)).body.data).toEqual([answer.body.data])
  })

  it('is given once, and for each client and role', async () => {
    const user = await newUser()
    made(await give(user, roles.owner, clinic.id))
    expect(faults(await give(user, roles.owner, clinic.id))).toEqual([taken('user_roles')])
    made(await give(user, roles.owner, pharmacy.id))
    made(await give(user, roles.pharmacyOwner, clinic.id))
    expect(await held(user)).toHaveLength(3)
  })

  it('is given to one of many who ask at once', async () => {
    const user = await newUser()
    const answers = await Promise.all([1, 2, 3, 4].map(() => give(user, roles.owner, clinic.id)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422, 422, 422])
  })

  it.each<[string, string, string, object, unknown[]]>([
    ['an unknown client', roles.owner, nobody, {}, [unknown('client_id')]],
    ['an unknown role', nobody, clinic.id, {}, [unknown('role_id')]],
    ['both unknown', nobody, nobody, {}, [unknown('client_id'), unknown('role_id')]],
    ['ids that are none', 'x', 'y', {}, [malformed('client_id'), malformed('role_id')]],
    ['another user than the path', roles.owner, clinic.id, { user_id: nobody }, [fault('user_id', 'inclusion', 'is not that of the path')]],
    ['a scope of its own', roles.owner, clinic.id, { scope: 'a:read' }, [expect.objectContaining({ entry: '$.scope' })]],
  ])('is refused with %s', async (_what, role, client, more, entries) => {
    const user = await newUser()
    expect(faults(await give(user, role, client, more))).toEqual(entries)
    expect(await held(user)).toEqual([])
  })

  it('may name the user again', async () => {
    const user = await newUser()
    expect(made(await give(user, roles.owner, clinic.id, { user_id: user.toUpperCase() })).user_id).toBe(user)
  })

  it('needs a role and a client', async () => {
    expect(faults(await admin(`POST /admin/users/${await newUser()}/roles`, { user_role: {} }))).toEqual([missing('client_id'), missing('role_id')])
    expect(refusal(await admin(`POST /admin/users/${await newUser()}/roles`, {}))[0]).toBe(400)
    expect(faults(await admin(`POST /admin/users/${await newUser()}/roles`, { user_role: { role_id: roles.owner, client_id: clinic.id }, more: 1 }))).toMatchObject([{ entry: '$.more' }])
  })

  it('is that of the user of the path and of nobody else', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { id } = made(await give(user, roles.owner, clinic.id))
    for (const method of ['GET', 'DELETE']) {
      expect(refusal(await admin(`${method} /admin/users/${other}/roles/${id}`))).toEqual(notFound)
      expect(refusal(await admin(`${method} /admin/users/${user}/roles/${nobody}`))).toEqual(notFound)
      expect((await admin(`${method} /admin/users/${user}/roles/x`)).body.error.invalid).toEqual([malformed('user_role_id')])
    }
    expect(await held(user)).toEqual([id])
  })
})

describe('a role is taken', () => {
  it.each([
    ['from the user of the path', (user: string, id: string) => `DELETE /admin/users/${user}/roles/${id}`],
    ['by its id alone', (_user: string, id: string) => `DELETE /admin/users/roles/${id}`],
  ])('%s', async (_way, target) => {
    const user = await newUser()
    const { id } = made(await give(user, roles.owner, clinic.id))
    const { id: kept } = made(await give(user, roles.owner, pharmacy.id))
    const answer = await admin(target(user.toUpperCase(), id.toUpperCase()))
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(await held(user)).toEqual([kept])
    expect(refusal(await admin(target(user, id)))).toEqual(notFound)
    expect((await admin(target(user, 'x'))).status).toBe(400)
  })

  it.each<[string, string[]]>([
    ['', []],
    ['?role_name=OWNER', ['other']],
    ['?role_name=owner', ['clinic', 'other', 'pharmacy']],
    ['?role_name=OWN', ['clinic', 'other', 'pharmacy']],
    ['?role_name=%25', ['clinic', 'other', 'pharmacy']],
    ['?role_name=NONE', ['clinic', 'other', 'pharmacy']],
    [`?client_id=${clinic.id.toUpperCase()}`, ['pharmacy']],
    [`?role_id=${roles.owner.toUpperCase()}`, ['other']],
    [`?role_id=${roles.owner}&client_id=${clinic.id}`, ['other', 'pharmacy']],
    [`?role_id=${roles.pharmacyOwner}&client_id=${pharmacy.id}`, ['clinic', 'other', 'pharmacy']],
    [`?client_id=${nobody}`, ['clinic', 'other', 'pharmacy']],
  ])('with %j from one user', async (query, kept) => {
    const [user, another] = [await newUser(), await newUser()]
    const given: Record<string, string> = {
      clinic: made(await give(user, roles.owner, clinic.id)).id,
      other: made(await give(user, roles.pharmacyOwner, clinic.id)).id,
      pharmacy: made(await give(user, roles.owner, pharmacy.id)).id,
    }
    const { id } = made(await give(another, roles.owner, clinic.id))
    made(await giveGlobal(user, roles.owner))
    expect((await admin(`DELETE /admin/users/${user}/roles${query}`)).status).toBe(204)
    expect(await held(user)).toEqual(kept.map((word) => given[word]!).toSorted())
    expect(await held(another)).toEqual([id])
    expect((await admin(`GET /admin/users/${user}/global_roles`)).body.data).toHaveLength(1)
  })

  it.each(['client_id=x', 'role_id=x', 'role_id=', 'role_name=', 'rolename=OWNER', 'client_id[a]=x', 'role_name=a&role_name=b'])('not with %s', async (query) => {
    const user = await newUser()
    const { id } = made(await give(user, roles.owner, clinic.id))
    expect(faults(await admin(`DELETE /admin/users/${user}/roles?${query}`))).toMatchObject([{ entry: `$.${query.split(/[=[]/)[0]}` }])
    expect(await held(user)).toEqual([id])
  })
})

describe('a role given for every client', () => {
  it('is told, and given again without a fault', async () => {
    const user = await newUser()
    const answer = await giveGlobal(user.toUpperCase(), roles.owner.toUpperCase())
    expect(answer.status).toBe(201)
    expect(answerBreaches('createGlobalUserRole', answer)).toEqual([])
    const { id, scope } = answer.body.data
    expect(answer.body.data).toEqual({ id: someId, user_id: user, role_id: roles.owner, role_name: 'OWNER', scope, inserted_at: moment, updated_at: moment })
    expect(answer.headers.get('location')).toBe(`/admin/users/${user}/global_roles/${id}`)
    expect((await admin(`GET ${answer.headers.get('location')}`)).body.data).toEqual(answer.body.data)
    server.advance(1)
    const again = await giveGlobal(user, roles.owner)
    expect([again.status, again.body.data, again.headers.get('location')]).toEqual([201, answer.body.data, answer.headers.get('location')])
    expect((await admin(`GET /admin/users/${user}/global_roles`)).body.data).toEqual([answer.body.data])
  })

  it('is a role that is there', async () => {
    const user = await newUser()
    expect(faults(await giveGlobal(user, nobody))).toEqual([unknown('role_id')])
    expect(faults(await giveGlobal(user, 'x'))).toEqual([malformed('role_id')])
    expect(faults(await admin(`POST /admin/users/${user}/global_roles`, { global_user_role: {} }))).toEqual([missing('role_id')])
    expect(faults(await admin(`POST /admin/users/${user}/global_roles`, { global_user_role: { role_id: roles.owner, client_id: clinic.id } }))).toMatchObject([{ entry: '$.client_id', rules: [{ rule: 'schema' }] }])
  })

  it('is taken from the user of the path and from nobody else', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { id } = made(await giveGlobal(user, roles.owner))
    const { id: kept } = made(await giveGlobal(user, roles.administrator))
    for (const method of ['GET', 'DELETE']) {
      expect(refusal(await admin(`${method} /admin/users/${other}/global_roles/${id}`))).toEqual(notFound)
      expect(refusal(await admin(`${method} /admin/users/${user}/global_roles/${nobody}`))).toEqual(notFound)
      expect((await admin(`${method} /admin/users/${user}/global_roles/x`)).body.error.invalid).toEqual([malformed('user_role_id')])
    }
    expect((await admin(`DELETE /admin/users/${user}/global_roles/${id.toUpperCase()}`)).status).toBe(204)
    expect((await admin(`GET /admin/users/${user}/global_roles`)).body.data.map((role: { id: string }) => role.id)).toEqual([kept])
  })
})

describe('roles decide', () => {
  const beyondRoles = [422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.']
  const authorize = async (user_id: string, scope = 'patients:view') =>
    call(server, 'POST /oauth/apps/authorize', {
      headers: await bearer(server, { user_id, client_id: portal, scope: 'app:authorize' }),
      body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope } },
    })

  it.each<[string, (user: string) => Promise<string>]>([
    ['taken from the user', async (user) => `DELETE /admin/users/${user}/roles/${made(await give(user, roles.owner, clinic.id)).id}`],
    ['taken by its id', async (user) => `DELETE /admin/users/roles/${made(await give(user, roles.owner, clinic.id)).id}`],
    ['taken by its name', async (user) => (made(await give(user, roles.owner, clinic.id)), `DELETE /admin/users/${user}/roles?role_name=OWNER`)],
    ['taken that was global', async (user) => `DELETE /admin/users/${user}/global_roles/${made(await giveGlobal(user, roles.owner)).id}`],
  ])('what can be approved: no more with a role %s, while the earlier approval and its token stay', async (_how, prepare) => {
    const user = await newUser()
    const takeIt = await prepare(user)
    const { value: code } = made(await authorize(user))
    const token = { grant_type: 'authorization_code', client_id: clinic.id, client_secret: clinic.secret, redirect_uri: clinic.redirectUri, code }
    const { value } = made(await call(server, 'POST /oauth/tokens', { body: { token } }))
    expect((await admin(takeIt)).status).toBe(204)
    expect(refusal(await authorize(user))).toEqual(beyondRoles)
    expect((await admin(`GET /admin/apps?user_id=${user}`)).body.data).toHaveLength(1)
    expect((await call(server, 'GET /user/roles', { headers: { Authorization: `Bearer ${value}` } })).status).toBe(200)
  })

  it('what can be approved: a role for another client gives nothing', async () => {
    const user = await newUser()
    made(await give(user, roles.owner, pharmacy.id))
    expect(refusal(await authorize(user))).toEqual(beyondRoles)
    made(await give(user, roles.owner, clinic.id))
    expect((await authorize(user)).status).toBe(201)
  })
})

describe('GET /user/roles', () => {
  it('tells the caller their own roles, for all clients or for one', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const first = made(await give(user, roles.owner, clinic.id))
    server.advance(1)
    const second = made(await give(user, (await newRole('a:read')).id, mis.id))
    made(await give(other, roles.owner, clinic.id))
    made(await giveGlobal(user, roles.administrator))
    const headers = await bearer(server, { user_id: user, client_id: portal, scope: 'app:authorize' })
    const answer = await call(server, 'GET /user/roles', { headers })
    expect(answer.status).toBe(200)
    expect(answerBreaches('listOwnRoles', answer)).toEqual([])
    expect(answer.body).toEqual({ meta: expect.objectContaining({ code: 200, type: 'list' }), data: [first, second] })
    for (const query of [`client_id=${mis.id.toUpperCase()}`, `client_id=${mis.id}&user_id=${other}`]) expect((await call(server, `GET /user/roles?${query}`, { headers })).body.data).toEqual([second])
    expect((await call(server, `GET /user/roles?user_id=${other}`, { headers })).body.data).toEqual([first, second])
    expect((await call(server, `GET /user/roles?client_id=${portal}`, { headers })).body.data).toEqual([])
  })

  it('needs a token, of whatever scope', async () => {
    expect(refusal(await call(server, 'GET /user/roles'))).toEqual([401, 'access_denied', "Authorization header is not set or doesn't contain Bearer token"])
    const headers = await bearer(server, { user_id: await newUser(), client_id: clinic.id, scope: 'nothing:special' })
    expect((await call(server, 'GET /user/roles', { headers })).body.data).toEqual([])
  })

  it('says of a filter with several values that it is not valid', async () => {
    const headers = await bearer(server, { user_id: await newUser(), client_id: clinic.id, scope: 'a:read' })
    const answer = await call(server, `GET /user/roles?client_id=${clinic.id}&client_id=${mis.id}`, { headers })
    expect(faults(answer)).toMatchObject([{ rules: [{ rule: 'invalid', description: 'Request parameter client_id is not valid' }] }])
  })

  it.each(['client_id=x', `client_id=${clinic.id}&client_id=${mis.id}`, `client_id[]=${clinic.id}`])('refuses %s', async (query) => {
    const headers = await bearer(server, { user_id: await newUser(), client_id: clinic.id, scope: 'a:read' })
    expect(faults(await call(server, `GET /user/roles?${query}`, { headers }))).toMatchObject([{ entry: '$.client_id' }])
  })
})
