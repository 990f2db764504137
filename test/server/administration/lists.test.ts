import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, fault, faults, made, malformed, nobody, roles } from '../../fixtures/administration.ts'
import { auditEvent } from '../../fixtures/audit-event.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { demo } from '../../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../../fixtures/demo-fixtures.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic, pharmacy, mis, portal } = demo
const office = administration.client
const numbered = (number: number) => `88888888-8888-4888-8888-00000000000${number}`
const hundred = numbered(1)
const snake = numbered(2)
const backslash = numbered(3)
const blockedUser = numbered(4)
const lonely = numbered(5)

const fixtures = await demoFixtures(({ users, clients, connections, tokens }) => {
  const model = itemOf(clients, clinic.id)
  clients.push(
    { ...model, id: hundred, name: '100% ЗДОРОВ’Я', user_id: administration.user.id, is_blocked: true },
    { ...model, id: snake, name: 'snake_case Їжак' },
    { ...model, id: backslash, name: 'back\\slash' },
  )
  users.push(
    { id: blockedUser, email: 'Blocked@Example.com', password: 'Some-Password-1', tax_id: '3067305998', is_blocked: true },
    { id: lonely, email: 'lonely@example.com', password: 'Some-Password-1' },
  )
  connections.push({ client_id: clinic.id, consumer_id: mis.id, redirect_uri: 'https://mis.example.com/100%25/a_b', secret: 'clinic-through-mis' })
  const details = { client_id: portal, grant_type: 'password', scope: 'app:authorize' }
  tokens.push({ name: 'access_token', value: 'session-of-owner', user_id: user.id, expires_in: 3600, details })
})
const server = await startServer({ fixtures })
await server.store.write((db) => db.insertInto('audit_events').values([auditEvent(), auditEvent(), auditEvent()]).execute())
afterAll(server.close)
const admin = administrate(server)

const lists: [operationId: string, path: string, nothing: string][] = [
  ['listRoles', '/admin/roles', 'name=NONE'],
  ['listClientTypes', '/admin/client_types', 'name=NONE'],
  ['listUsers', '/admin/users', `id=${nobody}`],
  ['listClients', '/admin/clients', `id=${nobody}`],
  ['listApprovals', '/admin/apps', `user_id=${nobody}`],
  ['listStoredTokens', '/admin/tokens', 'name=NONE'],
  ['listUserRoles', '/admin/user_roles', `user_id=${nobody}`],
  ['listAuditEvents', '/admin/audit_events', `user_id=${nobody}`],
  ['listAdministeredConnections', `/admin/clients/${clinic.id}/connections`, `consumer_id=${nobody}`],
  ['listClientProfiles', '/api/clients', `id=${nobody}`],
  ['listConnections', `/api/clients/${clinic.id}/connections`, `consumer_id=${nobody}`],
]

const ids = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id)
const everything = async (path: string) => ids(await admin(`GET ${path}?page_size=300`))

describe.each(lists)('the pages of %s', (operationId, path, nothing) => {
  it('have fifty entries unless told otherwise', async () => {
    const answer = await admin(`GET ${path}`)
    expect(answer.status).toBe(200)
    expect(answerBreaches(operationId, answer)).toEqual([])
    const total_entries = (await everything(path)).length
    expect(total_entries).toBeGreaterThan(1)
    expect(answer.body.meta).toEqual({ code: 200, type: 'list', url: `${server.url}${path}`, request_id: answer.headers.get('x-request-id') })
    expect(answer.body.paging).toEqual({ page_number: 1, page_size: 50, total_entries, total_pages: 1 })
  })

  it('show each entry once', async () => {
    const all = await everything(path)
    const seen: string[] = []
    for (let page = 1; page <= all.length; page++) {
      const { body } = await admin(`GET ${path}?page=${page}&page_size=1`)
      expect(body.paging).toEqual({ page_number: page, page_size: 1, total_entries: all.length, total_pages: all.length })
      seen.push(...ids({ body }))
    }
    expect(seen).toEqual(all)
    expect(new Set(seen).size).toBe(all.length)
  })

  it('are as many as it takes, and the last is not full', async () => {
    const all = await everything(path)
    const page_size = all.length - 1
    const { body } = await admin(`GET ${path}?page=2&page_size=${page_size}`)
    expect(body.paging).toEqual({ page_number: 2, page_size, total_entries: all.length, total_pages: 2 })
    expect(ids({ body })).toEqual(all.slice(-1))
  })

  it.each([7, 1_000_000])('are empty past the end, such as the %ith', async (page) => {
    const { status, body } = await admin(`GET ${path}?page=${page}&page_size=300`)
    expect(status).toBe(200)
    expect(body.data).toEqual([])
    expect(body.paging).toEqual({ page_number: page, page_size: 300, total_entries: (await everything(path)).length, total_pages: 1 })
  })

  it('are one when nothing matches', async () => {
    const { status, body } = await admin(`GET ${path}?${nothing}`)
    expect(status).toBe(200)
    expect(body.data).toEqual([])
    expect(body.paging).toEqual({ page_number: 1, page_size: 50, total_entries: 0, total_pages: 1 })
  })

  it.each([
    ['page=0', fault('page', 'number', 'must be greater than or equal to 1', { min: 1 })],
    ['page=-1', fault('page', 'number', 'must be greater than or equal to 1', { min: 1 })],
    ['page=1000001', fault('page', 'number', 'must be less than or equal to 1000000', { max: 1_000_000 })],
    ['page=x', fault('page', 'cast', 'is invalid', ['integer'])],
    ['page=1.5', fault('page', 'cast', 'is invalid', ['integer'])],
    ['page_size=0', fault('page_size', 'number', 'must be greater than or equal to 1', { min: 1 })],
    ['page_size=301', fault('page_size', 'number', 'must be less than or equal to 300', { max: 300 })],
    ['page_size=all', fault('page_size', 'cast', 'is invalid', ['integer'])],
    ['page=1&page=2', fault('page', 'invalid', 'Request parameter page is not valid', [])],
  ])('cannot be asked for with %s', async (query, entry) => {
    expect(faults(await admin(`GET ${path}?${query}`))).toEqual([entry])
  })

  it('name both settings at fault', async () => {
    const entries = faults(await admin(`GET ${path}?page_size=x&page=0`))
    expect(entries.map(({ entry }: { entry: string }) => entry)).toEqual(['$.page', '$.page_size'])
  })

  it('do not care about filters that nobody knows', async () => {
    expect(ids(await admin(`GET ${path}?page_size=300&legal_entity_id=${nobody}&constructor=x&limit=1`))).toEqual(await everything(path))
  })
})

it('pages stay as they are while rows are added', async () => {
  await using own = await startServer()
  const administrateOwn = administrate(own)
  const create = async (number: number) => made(await administrateOwn('POST /admin/roles', { role: { name: `ROLE ${number}`, scope: 'a:read' } })).id
  const first: string[] = ids(await administrateOwn('GET /admin/roles'))
  for (let number = 1; number <= 20; number++) {
    own.advance(1)
    first.push(await create(number))
  }
  const seen: string[] = []
  for (let page = 1; page <= 6; page++) {
    seen.push(...ids(await administrateOwn(`GET /admin/roles?page=${page}&page_size=4`)))
    own.advance(1)
    await create(100 + page)
  }
  expect(seen.slice(0, first.length)).toEqual(first)
  expect(new Set(seen).size).toBe(seen.length)
})

it('many rows of the same moment are in a stable order', async () => {
  const moment = '2026-01-01T00:00:00.000Z'
  await using own = await startServer()
  const created = Array.from({ length: 120 }, (_, number) => ({ id: `77777777-7777-4777-8777-000000000${999 - number}`, name: `R${number}`, scope: 'a:read', inserted_at: moment, updated_at: moment }))
  await own.store.write((db) => db.insertInto('roles').values(created).execute())
  const seen: string[] = []
  for (let page = 1; page <= 18; page++) seen.push(...ids(await administrate(own)(`GET /admin/roles?page=${page}&page_size=7`)))
  expect(seen.slice(0, 120)).toEqual(created.map(({ id }) => id).toSorted())
  expect(new Set(seen).size).toBe(123)
})

const wordOf = (words: Record<string, string>) => (id: string) => Object.entries(words).find(([, known]) => known === id)?.[0] ?? id

describe('clients are found', () => {
  const word = wordOf({ clinic: clinic.id, pharmacy: pharmacy.id, mis: mis.id, portal, office, console: '5b8e3d0a-7c64-4f19-a2d5-0e9b6c1f7a34', hundred, snake, backslash })
  const all = ['portal', 'clinic', 'pharmacy', 'mis', 'office', 'console', 'hundred', 'snake', 'backslash'].toSorted()

  it.each<[string, string[]]>([
    [`id=${clinic.id}`, ['clinic']],
    [`id=${clinic.id.toUpperCase()}`, ['clinic']],
    [`user_id=${user.id.toUpperCase()}`, ['backslash', 'clinic', 'pharmacy', 'snake']],
    ['is_blocked=true', ['hundred']],
    ['is_blocked=false', all.filter((name) => name !== 'hundred')],
    ['name=клініка', ['clinic']],
    ['name=КЛІНІКА 1', ['clinic']],
    ['name=ЇЖАК', ['snake']],
    ['name=їжак', ['snake']],
    ['name=здоров’я', ['hundred']],
    ['name=ека 1', ['pharmacy']],
    ['name=%', ['hundred']],
    ['name=0% З', ['hundred']],
    ['name=_', ['snake']],
    ['name=SNAKE_case', ['snake']],
    ['name=snake-case', []],
    ['name=\\', ['backslash']],
    ['name=\\%', []],
    ['name=K\\S', ['backslash']],
    ["name=' or 1=1 --", []],
    ['name=', all],
    ['name=1&is_blocked=false', ['clinic', 'mis', 'pharmacy']],
    [`name=1&user_id=${user.id}`, ['clinic', 'pharmacy']],
    [`name=1&user_id=${user.id}&id=${mis.id}`, []],
    ['secret=msp-001-secret-key', all],
  ])('by %s', async (query, expected) => {
    for (const path of ['/admin/clients', '/api/clients']) {
      const answer = await admin(`GET ${path}?${new URLSearchParams(query.replaceAll('%', '%25'))}`)
      expect(ids(answer).map(word).toSorted()).toEqual(expected)
      expect(answer.body.paging.total_entries).toBe(expected.length)
    }
  })

  it('not by a name, when another filter is ill-formed', async () => {
    expect(faults(await admin('GET /admin/clients?user_id=111&name=mon'))).toEqual([expect.objectContaining({ entry: '$.user_id' })])
  })

  it.each(['user_id=x', 'id=x', 'is_blocked=1', 'is_blocked=yes', 'is_blocked=', `id=${clinic.id}&id=${mis.id}`, 'name=a&name=b', `user_id[a]=${user.id}`, 'name=%00'])('not by %s', async (query) => {
    const field = `$.${query.split(/[=[]/)[0]}`
    for (const path of ['/admin/clients', '/api/clients']) expect(faults(await admin(`GET ${path}?${query}`))).toEqual([expect.objectContaining({ entry: field })])
  })
})

describe('users are found', () => {
  const word = wordOf({ owner: user.id, admin: administration.user.id, blocked: blockedUser, lonely })
  const all = ['admin', 'blocked', 'lonely', 'owner']

  it.each<[string, string[]]>([
    [`id=${user.id.toUpperCase()}`, ['owner']],
    [`ids=${user.id}`, ['owner']],
    [`ids=${user.id},${lonely.toUpperCase()}`, ['lonely', 'owner']],
    [`ids=${user.id},${user.id},${nobody}`, ['owner']],
    [`ids=${user.id}&ids=${lonely}`, ['lonely', 'owner']],
    [`ids=${user.id},${lonely}&id=${lonely}`, ['lonely']],
    ['email=owner@example.com', ['owner']],
    ['email=OWNER@Example.com', ['owner']],
    ['email=blocked@example.com', ['blocked']],
    ['email=owner@example', []],
    ['email=%', []],
    ['tax_id=3067305998', ['blocked', 'owner']],
    ['tax_id=306730599', []],
    ['tax_id=', ['lonely']],
    ['tax_id=3067305998&is_blocked=true', ['blocked']],
    ['is_blocked=true', ['blocked']],
    ['is_blocked=false', ['admin', 'lonely', 'owner']],
    ['password=Sandbox-Owner-1', all],
    ['person_id=x', all],
  ])('by %s', async (query, expected) => {
    expect(ids(await admin(`GET /admin/users?${new URLSearchParams(query.replaceAll('%', '%25'))}`)).map(word).toSorted()).toEqual(expected)
  })

  it('by a hundred ids and by no more', async () => {
    const list = (length: number) => [...Array.from({ length: length - 1 }, () => nobody), user.id].join(',')
    expect(ids(await admin(`GET /admin/users?ids=${list(100)}`))).toEqual([user.id])
    expect(faults(await admin(`GET /admin/users?ids=${list(101)}`))).toEqual([expect.objectContaining({ entry: '$.ids' })])
  })

  it.each(['ids=x', `ids=${user.id},x`, 'ids=', `ids=${user.id},`, 'id=', 'is_blocked=maybe', 'email=a&email=b'])('not by %s', async (query) => {
    const entries = faults(await admin(`GET /admin/users?${query}`))
    expect(entries[0].entry).toMatch(new RegExp(`^\\$\\.${query.split('=')[0]}(\\[\\d\\])?$`))
  })

  it('not by an id of a list that is none, which is named', async () => {
    expect(faults(await admin(`GET /admin/users?ids=${user.id},x`))).toEqual([malformed('ids[1]')])
  })
})

describe.each([
  ['/admin/roles', 'role'],
  ['/admin/client_types', 'client_type'],
])('%s are found', (path, wrapper) => {
  it('by their whole name, and by any of several scopes', async () => {
    const create = async (name: string, scope: string) => made(await admin(`POST ${path}`, { [wrapper]: { name, scope } })).id
    const words = { first: await create('FILTER FIRST', 'x:read x:write'), second: await create('FILTER_SECOND', 'x:write y:read'), third: await create('filter third', 'xx:read x:read_all') }
    const found = async (query: Record<string, string>) => ids(await admin(`GET ${path}?${new URLSearchParams(query)}`)).map(wordOf(words))
    expect(await found({ name: 'FILTER FIRST' })).toEqual(['first'])
    expect(await found({ name: 'FILTER' })).toEqual([])
    expect(await found({ name: 'filter first' })).toEqual([])
    expect(await found({ name: 'FILTER%' })).toEqual([])
    expect(await found({ name: 'FILTER_SECOND' })).toEqual(['second'])
    expect(await found({ scope: 'x:read' })).toEqual(['first'])
    expect(await found({ scope: 'x:write' })).toEqual(['first', 'second'])
    expect(await found({ scope: 'x:read,y:read' })).toEqual(['first', 'second'])
    expect(await found({ scope: 'y:read,nothing' })).toEqual(['second'])
    expect(await found({ scope: 'x:read_all' })).toEqual(['third'])
    expect(await found({ scope: 'x:read%' })).toEqual([])
    expect(await found({ scope: '_:read' })).toEqual([])
    expect(await found({ scope: 'x:write', name: 'FILTER_SECOND' })).toEqual(['second'])
    expect(await found({ scope: 'x:read', name: 'FILTER_SECOND' })).toEqual([])
  })

  it('not by a scope in other letters', async () => {
    expect((await admin(`GET ${path}?scope=PATIENTS:view`)).body.data).toEqual([])
  })

  it('by as many scopes as the contract allows', async () => {
    const answer = await admin(`GET ${path}?scope=${'n,'.repeat(99)}patients:view`)
    expect([answer.status, answer.body.paging?.total_entries]).toEqual([200, 1])
  })

  it('not by more scopes than that', async () => {
    expect(faults(await admin(`GET ${path}?scope=${'n,'.repeat(100)}patients:view`))).toEqual([expect.objectContaining({ entry: '$.scope' })])
  })

  it.each(['name=a&name=b', 'scope=a&scope=b', 'name=%00'])('not by %s', async (query) => {
    expect(faults(await admin(`GET ${path}?${query}`))).toEqual([expect.objectContaining({ entry: `$.${query.split('=')[0]}` })])
  })
})

describe('connections are found', () => {
  const own = `/api/clients/${clinic.id}/connections`
  const administered = `/admin/clients/${clinic.id}/connections`

  it.each<[string, string[]]>([
    [`consumer_id=${mis.id.toUpperCase()}`, [mis.id]],
    [`consumer_id=${clinic.id}`, [clinic.id]],
    ['redirect_uri=EXAMPLE.com/callback', [clinic.id]],
    ['redirect_uri=example.com', [clinic.id, mis.id]],
    ['redirect_uri=%', [mis.id]],
    ['redirect_uri=A_B', [mis.id]],
    ['redirect_uri=_', [mis.id]],
    ['redirect_uri=\\', []],
    [`redirect_uri=example.com&consumer_id=${mis.id}`, [mis.id]],
    [`redirect_uri=callback&consumer_id=${mis.id}`, []],
    [`client_id=${pharmacy.id}`, [clinic.id, mis.id]],
  ])('by %s', async (query, expected) => {
    for (const path of [own, administered]) {
      const { body } = await admin(`GET ${path}?${new URLSearchParams(query.replaceAll('%', '%25'))}`)
      expect(body.data.map(({ consumer_id }: { consumer_id: string }) => consumer_id).toSorted()).toEqual(expected.toSorted())
    }
  })

  it.each(['consumer_id=x', `consumer_id=${mis.id}&consumer_id=${mis.id}`, 'redirect_uri=a&redirect_uri=b'])('not by %s', async (query) => {
    for (const path of [own, administered]) expect(faults(await admin(`GET ${path}?${query}`))).toEqual([expect.objectContaining({ entry: `$.${query.split('=')[0]}` })])
  })
})

describe('tokens are found', () => {
  const valueless = async (query: string) => (await admin(`GET /admin/tokens?${query}`)).body.data as { name: string; user_id: string; details: { client_id: string } }[]

  it.each<[string, number]>([
    ['name=refresh_token', 2],
    ['name=access_token', 3],
    ['name=access', 0],
    ['value=my-oauth-refresh-token', 1],
    ['value=my-oauth-refresh', 0],
    ['value=%25', 0],
    ['value=MY-OAUTH-REFRESH-TOKEN', 0],
    [`user_id=${user.id.toUpperCase()}`, 4],
    [`client_id=${pharmacy.id.toUpperCase()}`, 2],
    [`client_id=${pharmacy.id}&name=access_token`, 1],
    [`client_id=${pharmacy.id}&name=access_token&value=pharmacy-owner-token&user_id=${user.id}`, 1],
    [`client_id=${pharmacy.id}&value=my-oauth-refresh-token`, 0],
  ])('by %s', async (query, count) => {
    expect(await valueless(query)).toHaveLength(count)
  })

  it('that have what was asked for', async () => {
    for (const token of await valueless(`client_id=${pharmacy.id}&user_id=${user.id}`)) expect(token).toMatchObject({ user_id: user.id, details: { client_id: pharmacy.id } })
  })

  it.each(['user_id=x', 'client_id=x', 'name=a&name=b', 'value=a&value=b'])('not by %s', async (query) => {
    expect(faults(await admin(`GET /admin/tokens?${query}`))).toEqual([expect.objectContaining({ entry: `$.${query.split('=')[0]}` })])
  })
})

describe('roles of users are found', () => {
  const found = ({ body }: { body: { data: { client_id: string }[] } }) => body.data.map(({ client_id }) => client_id).toSorted()
  const both = [clinic.id, pharmacy.id]

  it.each<[string, string[]]>([
    [`user_id=${user.id.toUpperCase()}`, both],
    [`user_ids=${user.id.toUpperCase()},${nobody}`, both],
    [`user_ids=${nobody}`, []],
    [`user_id=${lonely}`, []],
    [`user_id=${user.id}&user_ids=${lonely}`, []],
    [`user_ids=${user.id}&role_id=${roles.owner}`, [clinic.id]],
  ])('among those of all users by %s', async (query, clients) => {
    expect(found(await admin(`GET /admin/user_roles?${query}`))).toEqual(clients)
  })

  it.each<[string, string[]]>([
    ['', both],
    [`client_id=${clinic.id.toUpperCase()}`, [clinic.id]],
    [`role_id=${roles.pharmacyOwner.toUpperCase()}`, [pharmacy.id]],
    [`role_id=${roles.pharmacyOwner}&client_id=${clinic.id}`, []],
    [`client_id=${nobody}`, []],
    ['role_name=OWNER', both],
  ])('by %j', async (query, clients) => {
    const headers = { Authorization: 'Bearer session-of-owner' }
    expect(found(await admin(`GET /admin/user_roles?${query}`))).toEqual(clients)
    expect(found(await admin(`GET /admin/users/${user.id}/roles?${query}`))).toEqual(clients)
    expect(found(await call(server, `GET /user/roles?${query}`, { headers }))).toEqual(clients)
  })

  it.each(['client_id=x', 'role_id=x', `client_id=${clinic.id}&client_id=${clinic.id}`])('not by %s', async (query) => {
    const field = query.split('=')[0]
    for (const path of ['/admin/user_roles', `/admin/users/${user.id}/roles`, '/user/roles']) {
      expect(faults(await admin(`GET ${path}?${query}`))).toEqual([expect.objectContaining({ entry: `$.${field}` })])
    }
  })

  it.each(['user_id=x', 'user_ids=x', `user_ids=${user.id},x`])('of all users not by %s', async (query) => {
    expect(faults(await admin(`GET /admin/user_roles?${query}`))[0].entry).toMatch(/^\$\.user_id/)
  })
})
