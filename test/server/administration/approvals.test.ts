import { afterAll, describe, expect, it } from 'vitest'
import { administrate, bearer, faults, made, nobody, taken, types, unknown } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user: owner, clinic, pharmacy, mis, portal } = demo
const server = await startServer()
afterAll(server.close)
const admin = administrate(server)

let number = 0
const scope = 'app:read app:delete'
const newUser = async (): Promise<string> => made(await admin('POST /admin/users', { user: { email: `person${++number}@example.com`, password: 'Some-Password-1' } })).id
const newClient = async (name = `Клініка А${++number}`): Promise<string> => made(await admin('POST /admin/clients', { client: { name, user_id: owner.id, client_type_id: types.clinic } })).id
const approve = async (user_id: string, client_id: string): Promise<string> => made(await admin('POST /admin/apps', { app: { user_id, client_id, scope: 'a:read' } })).id
const ids = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id).toSorted()
const asUser = (user_id: string, client_id = portal) => bearer(server, { user_id, client_id, scope })
const works = async (headers: Record<string, string>) => (await call(server, 'GET /user/roles', { headers })).status === 200

describe('a user', () => {
  it('sees their own approvals only, whatever they ask for', async () => {
    const [one, other, client] = [await newUser(), await newUser(), await newClient()]
    const [own, foreign] = [await approve(one, client), await approve(other, client)]
    const headers = await asUser(one)
    for (const query of ['', `?user_id=${other}`, `?client_ids=client-${client}`, `?user_id=${other}&client_ids=client-${client}`]) {
      expect(ids(await call(server, `GET /admin/apps${query}`, { headers }))).toEqual([own])
    }
    expect((await call(server, `GET /admin/apps/${own.toUpperCase()}`, { headers })).body.data).toMatchObject({ id: own, user_id: one })
    expect(refusal(await call(server, `GET /admin/apps/${foreign}`, { headers }))).toEqual([403, 'forbidden'])
    expect(refusal(await call(server, `GET /admin/apps/${nobody}`, { headers }))).toEqual([404, 'not_found'])
  })

  it('takes their own back, and no other', async () => {
    const [one, other, client] = [await newUser(), await newUser(), await newClient()]
    const [own, foreign] = [await approve(one, client), await approve(other, client)]
    const headers = await asUser(one)
    expect(refusal(await call(server, `DELETE /admin/apps/${foreign}`, { headers }))).toEqual([403, 'forbidden'])
    expect((await admin(`GET /admin/apps/${foreign}`)).status).toBe(200)
    expect((await call(server, `DELETE /admin/apps/${own}`, { headers })).status).toBe(204)
    expect(refusal(await call(server, `DELETE /admin/apps/${own}`, { headers }))).toEqual([404, 'not_found'])
  })

  it('who takes back what their own token came of is out', async () => {
    const one = await newUser()
    const id = await approve(one, portal)
    const headers = await asUser(one)
    expect((await call(server, `DELETE /admin/apps/${id}`, { headers })).status).toBe(204)
    expect(await works(headers)).toBe(false)
  })

  it('makes and changes none', async () => {
    const one = await newUser()
    const id = await approve(one, clinic.id)
    const headers = await bearer(server, { user_id: one, client_id: portal, scope: `${scope} app:write` })
    const body = { app: { user_id: one, client_id: mis.id, scope: 'a:read' } }
    for (const target of ['POST /admin/apps', `PUT /admin/apps/${id}`, `PATCH /admin/apps/${id}`, `DELETE /admin/users/${one}/apps`]) {
      expect(refusal(await call(server, target, { headers, body }))).toEqual([403, 'forbidden'])
    }
  })
})

it('an administrator sees all approvals, or those of one user', async () => {
  const [one, other, client] = [await newUser(), await newUser(), await newClient()]
  const [first, second] = [await approve(one, client), await approve(other, client)]
  expect(ids(await admin('GET /admin/apps?page_size=300'))).toEqual(expect.arrayContaining([first, second]))
  expect(ids(await admin(`GET /admin/apps?user_id=${one.toUpperCase()}`))).toEqual([first])
  expect((await admin(`GET /admin/apps/${second}`)).body.data).toMatchObject({ user_id: other })
})

describe('an approval', () => {
  it('is kept with each scope once, and may be of any', async () => {
    const client_id = await newClient()
    const { id, scope: kept } = made(await admin('POST /admin/apps', { app: { user_id: owner.id, client_id, scope: ' b:read  a:read b:read' } }))
    expect(kept).toBe('b:read a:read')
    expect((await admin(`PUT /admin/apps/${id}`, { app: { scope: 'c:read c:read' } })).body.data.scope).toBe('c:read')
  })

  it('is of a user and a client that are there', async () => {
    const app = { user_id: owner.id, client_id: mis.id, scope: 'a:read' }
    expect(faults(await admin('POST /admin/apps', { app: { ...app, user_id: nobody, client_id: nobody } }))).toEqual([unknown('client_id'), unknown('user_id')])
    const id = await approve(await newUser(), clinic.id)
    for (const method of ['PUT', 'PATCH']) {
      expect(faults(await admin(`${method} /admin/apps/${id}`, { app: { user_id: nobody } }))).toEqual([unknown('user_id')])
      expect(faults(await admin(`${method} /admin/apps/${id}`, { app: { client_id: nobody } }))).toEqual([unknown('client_id')])
    }
  })

  it('is the only one of a user for a client', async () => {
    const [user_id, other] = [await newUser(), await newUser()]
    const id = await approve(user_id, clinic.id)
    const elsewhere = await approve(user_id, pharmacy.id)
    const ofOther = await approve(other, clinic.id)
    expect(faults(await admin('POST /admin/apps', { app: { user_id: user_id.toUpperCase(), client_id: clinic.id, scope: 'b:read' } }))).toEqual([taken('user_id')])
    expect(faults(await admin(`PATCH /admin/apps/${elsewhere}`, { app: { client_id: clinic.id } }))).toEqual([taken('user_id')])
    expect(faults(await admin(`PATCH /admin/apps/${ofOther}`, { app: { user_id } }))).toEqual([taken('user_id')])
    expect((await admin(`PATCH /admin/apps/${id}`, { app: { user_id, client_id: clinic.id, scope: 'c:read' } })).body.data.scope).toBe('c:read')
  })

  it('can be moved to another client, whose name it then shows', async () => {
    const id = await approve(await newUser(), clinic.id)
    expect((await admin(`PATCH /admin/apps/${id}`, { app: { client_id: mis.id } })).body.data).toMatchObject({ client_id: mis.id, client_name: 'МІС 1', scope: 'a:read' })
  })

  it('that is deleted ends the tokens that this user gave this client, and no others', async () => {
    const [one, other] = [await newUser(), await newUser()]
    const id = await approve(one, clinic.id)
    await approve(one, mis.id)
    const [gone, ofOther, elsewhere] = [await asUser(one, clinic.id), await asUser(other, clinic.id), await asUser(one, mis.id)]
    const value = `refresh-token-of-${one}`
    made(await admin('POST /admin/tokens', { token: { name: 'refresh_token', value, expires_at: 4_102_444_800, user_id: one, details: { client_id: clinic.id, grant_type: 'authorization_code', scope: '' } } }))
    expect((await admin(`DELETE /admin/apps/${id}`)).status).toBe(204)
    expect(await Promise.all([gone, ofOther, elsewhere].map(works))).toEqual([false, true, true])
    const token = { grant_type: 'refresh_token', client_id: clinic.id, client_secret: clinic.secret, refresh_token: value }
    expect(refusal(await call(server, 'POST /oauth/tokens', { body: { token } }))).toEqual([401, 'token_expired', 'Token expired.'])
    expect(ids(await admin(`GET /admin/apps?user_id=${one}`))).toHaveLength(1)
  })
})

describe('DELETE /admin/users/{id}/apps', () => {
  it('takes all approvals of a user back and ends all their tokens', async () => {
    const [one, other] = [await newUser(), await newUser()]
    for (const client of [clinic.id, mis.id]) await approve(one, client)
    const kept = await approve(other, clinic.id)
    const headers = [await asUser(one, clinic.id), await asUser(one, portal), await asUser(other, clinic.id)]
    const answer = await admin(`DELETE /admin/users/${one.toUpperCase()}/apps`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(ids(await admin(`GET /admin/apps?user_id=${one}`))).toEqual([])
    expect(ids(await admin(`GET /admin/apps?user_id=${other}`))).toEqual([kept])
    expect(await Promise.all(headers.map(works))).toEqual([false, false, true])
  })

  it('takes back those for one client, and ends its tokens only', async () => {
    const one = await newUser()
    await approve(one, clinic.id)
    const kept = await approve(one, mis.id)
    const headers = [await asUser(one, clinic.id), await asUser(one, mis.id)]
    expect((await admin(`DELETE /admin/users/${one}/apps?client_id=${clinic.id.toUpperCase()}`)).status).toBe(204)
    expect(ids(await admin(`GET /admin/apps?user_id=${one}`))).toEqual([kept])
    expect(await Promise.all(headers.map(works))).toEqual([false, true])
  })

  it('does not mind that there are none', async () => {
    const one = await newUser()
    for (const query of ['', `?client_id=${nobody}`]) expect((await admin(`DELETE /admin/users/${one}/apps${query}`)).status).toBe(204)
  })

  it('refuses a client id that is none, and takes nothing back', async () => {
    const one = await newUser()
    const id = await approve(one, clinic.id)
    expect(faults(await admin(`DELETE /admin/users/${one}/apps?client_id=x`))).toMatchObject([{ entry: '$.client_id' }])
    expect(faults(await admin(`DELETE /admin/users/${one}/apps?client_id=`))).toMatchObject([{ entry: '$.client_id' }])
    expect(ids(await admin(`GET /admin/apps?user_id=${one}`))).toEqual([id])
  })
})

describe('approvals are found', async () => {
  const one = await newUser()
  const words = new Map<string, string>()
  const clients = new Map<string, string>()
  for (const [word, name] of [['pharmacy', 'Аптека 5'], ['clinic', 'Клініка «Їжак»'], ['percent', '100% здоров’я'], ['snake', 'under_score'], ['backslash', 'back\\slash']] as const) {
    const client = await newClient(name)
    clients.set(word, client)
    words.set(await approve(one, client), word)
  }
  const all = [...words.values()].toSorted()
  const client = (word: string) => `client-${clients.get(word)!}`

  it.each<[string, string[]]>([
    [`client_ids=${client('clinic')}`, ['clinic']],
    [`client_ids=client-${clients.get('clinic')!.toUpperCase()}`, ['clinic']],
    [`client_ids=${client('clinic')},${client('snake')}`, ['clinic', 'snake']],
    [`client_ids=${client('clinic')},${clients.get('snake')!}`, ['clinic']],
    [`client_ids=${clients.get('clinic')!}`, all],
    ['client_ids=x', all],
    ['client_ids=', all],
    [`client_ids=client-${nobody}`, []],
    ['client_names=client_name-аптека', ['pharmacy']],
    ['client_names=client_name-КЛІНІКА «Ї', ['clinic']],
    ['client_names=client_name-Їжак', []],
    ['client_names=client_name-аптека,client_name-клініка', ['clinic', 'pharmacy']],
    ['client_names=аптека', all],
    ['client_names=client_name-аптека,клініка', ['pharmacy']],
    ['client_names=client_name-', all],
    ['client_names=client_name-100%', ['percent']],
    ['client_names=client_name-%', []],
    ['client_names=client_name-under_', ['snake']],
    ['client_names=client_name-_', []],
    ['client_names=client_name-back\\', ['backslash']],
    ['client_names=client_name-\\', []],
    [`client_ids=${client('clinic')}&client_names=client_name-аптека`, ['clinic', 'pharmacy']],
    [`client_ids=${client('clinic')}&client_names=client_name-нічого`, ['clinic']],
    [`client_ids=x&client_names=client_name-аптека`, ['pharmacy']],
  ])('by %s', async (query, expected) => {
    const found = (answer: Parameters<typeof ids>[0]) => ids(answer).map((id) => words.get(id)).toSorted()
    const search = new URLSearchParams(query.replaceAll('%', '%25'))
    expect(found(await call(server, `GET /admin/apps?${search}`, { headers: await asUser(one) }))).toEqual(expected)
    expect(found(await admin(`GET /admin/apps?${search}&user_id=${one}`))).toEqual(expected)
  })

  it('by as many names and ids as the contract allows', async () => {
    const names = Array.from({ length: 10 }, () => 'client_name-x').join(',')
    const list = [...Array.from({ length: 99 }, () => `client-${nobody}`), client('clinic')].join(',')
    const { status, body } = await admin(`GET /admin/apps?user_id=${one}&client_names=${names}&client_ids=${list}`)
    expect([status, body.data?.map(({ id }: { id: string }) => words.get(id))]).toEqual([200, ['clinic']])
  })

  it.each(['client-x', 'client-', `client-${nobody},client-x`])('not by the client id %s, which leads nowhere', async (client_ids) => {
    expect(refusal(await admin(`GET /admin/apps?client_ids=${client_ids}`))).toEqual([404, 'not_found'])
  })

  it.each(['client_ids=a&client_ids=b', 'client_names=a&client_names=b', 'user_id=x'])('not by %s', async (query) => {
    expect(faults(await admin(`GET /admin/apps?${query}`))).toMatchObject([{ entry: `$.${query.split('=')[0]}` }])
  })
})
