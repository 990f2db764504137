import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, fault, faults, made, malformed, missing, moment, nobody, someId, types } from '../../fixtures/administration.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { demo } from '../../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../../fixtures/demo-fixtures.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic } = demo
const clientId = (number: number) => `abcdefab-9999-4999-8999-000000000${number + 100}`

/** Clients to approve, because a user approves a client once. */
const fixtures = await demoFixtures(({ clients }) => {
  for (let number = 1; number <= 200; number++) clients.push({ ...itemOf(clients, clinic.id), id: clientId(number), name: `Клініка ${number}` })
})
const server = await startServer({ fixtures })
afterAll(server.close)
const admin = administrate(server)

let number = 0
let approved = 0
const details = { client_id: clinic.id, grant_type: 'password', scope: 'a:read' }
const ended = 1_498_749_591

interface Resource {
  path: string
  /** What its operations are called after. */
  name: string
  wrapper: string
  /** The fields of a new object, other ones each time. */
  fields(): Record<string, unknown>
  /** What is shown of one that was made of them. */
  view(fields: Record<string, unknown>): object
  required: string[]
  /** What can be sent to change one. */
  change(): Record<string, unknown>
  /** Text fields and what is too long for them. */
  tooLong: [string, number][]
}

const stamps = { inserted_at: moment, updated_at: moment }
const resources: Resource[] = [
  {
    path: '/admin/roles', name: 'Role', wrapper: 'role',
    fields: () => ({ name: `ROLE ${++number}`, scope: 'employee:read employee:write' }),
    view: (fields) => fields,
    required: ['name', 'scope'], change: () => ({ scope: 'employee:read' }), tooLong: [['name', 255], ['scope', 8192]],
  },
  {
    path: '/admin/client_types', name: 'ClientType', wrapper: 'client_type',
    fields: () => ({ name: `TYPE ${++number}`, scope: 'employee:read employee:write' }),
    view: (fields) => fields,
    required: ['name', 'scope'], change: () => ({ name: `ANOTHER ${++number}` }), tooLong: [['name', 255], ['scope', 8192]],
  },
  {
    path: '/admin/users', name: 'User', wrapper: 'user',
    fields: () => ({ email: `person${++number}@example.com`, password: 'Some-Password-1' }),
    view: ({ email }) => ({ email, tax_id: '', person_id: '', settings: {}, is_blocked: false, block_reason: null, ...stamps }),
    required: ['email', 'password'], change: () => ({ tax_id: '12341234' }), tooLong: [['tax_id', 255], ['person_id', 255], ['block_reason', 255], ['password', 1024]],
  },
  {
    path: '/admin/clients', name: 'Client', wrapper: 'client',
    fields: () => ({ name: `МІС ${++number}`, user_id: user.id, client_type_id: types.mis }),
    view: (fields) => ({ ...fields, settings: {}, priv_settings: { access_type: 'BROKER' }, is_blocked: false, block_reason: null, client_type_name: 'MIS', ...stamps }),
    required: ['client_type_id', 'name', 'user_id'], change: () => ({ name: 'МІС А' }), tooLong: [['name', 255], ['block_reason', 255]],
  },
  {
    path: '/admin/apps', name: 'Approval', wrapper: 'app',
    fields: () => ({ user_id: administration.user.id, client_id: clientId(++approved), scope: 'a:read b:read' }),
    view: (fields) => ({ ...fields, client_name: `Клініка ${approved}`, created_at: moment, updated_at: moment }),
    required: ['client_id', 'scope', 'user_id'], change: () => ({ scope: 'c:read' }), tooLong: [['scope', 8192]],
  },
  {
    path: '/admin/tokens', name: 'StoredToken', wrapper: 'token',
    fields: () => ({ name: 'access_token', value: `some-token-value-${++number}`, expires_at: ended, user_id: user.id, details }),
    view: ({ value: _value, ...fields }) => fields,
    required: ['details', 'expires_at', 'name', 'user_id', 'value'], change: () => ({ expires_at: ended + 1 }), tooLong: [['value', 255]],
  },
]

describe.each(resources)('$path', ({ path, name, wrapper, fields, view, required, change, tooLong }) => {
  const create = (body: object) => admin(`POST ${path}`, { [wrapper]: body })
  const existing = async (): Promise<string> => `${path}/${made(await create(fields())).id}`
  const update = async (method: string, body: object) => admin(`${method} ${await existing()}`, { [wrapper]: body })

  it('makes an object and says where it is', async () => {
    const sent = fields()
    const answer = await create(sent)
    expect(answer.status).toBe(201)
    expect(answerBreaches(`create${name}`, answer)).toEqual([])
    const { id } = answer.body.data
    expect(answer.body).toEqual({
      meta: { code: 201, type: 'object', url: `${server.url}${path}`, request_id: answer.headers.get('x-request-id') },
      data: { id: someId, ...view(sent), ...(wrapper === 'token' ? { value: sent.value } : {}) },
    })
    expect(answer.headers.get('location')).toBe(`${path}/${id}`)
    const shown = await admin(`GET ${answer.headers.get('location')}`)
    expect(shown.status).toBe(200)
    expect(answerBreaches(`get${name}`, shown)).toEqual([])
    expect(shown.body.data).toEqual({ id, ...view(sent) })
  })

  it('lists a new object after all others', async () => {
    server.advance(1)
    const { id } = made(await create(fields()))
    const answer = await admin(`GET ${path}?page_size=300`)
    expect(answer.status).toBe(200)
    expect(answer.body.meta.type).toBe('list')
    expect(answer.body.data.at(-1)).toEqual((await admin(`GET ${path}/${id}`)).body.data)
    expect(answer.body.paging).toEqual({ page_number: 1, page_size: 300, total_entries: answer.body.data.length, total_pages: 1 })
  })

  it.each(['PUT', 'PATCH'])('%s changes what is sent and nothing else', async (method) => {
    const place = await existing()
    const before = (await admin(`GET ${place}`)).body.data
    const changes = change()
    server.advance(1)
    const answer = await admin(`${method} ${place}`, { [wrapper]: changes })
    expect(answer.status).toBe(200)
    expect(answerBreaches(`${method === 'PUT' ? 'put' : 'update'}${name}`, answer)).toEqual([])
    const { data } = answer.body
    expect(data).toEqual({ ...before, ...changes, ...('updated_at' in before ? { updated_at: moment } : {}) })
    if ('updated_at' in before) expect(Date.parse(data.updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at) + 1_000)
    expect((await admin(`GET ${place}`)).body.data).toEqual(data)
  })

  it.each(['PUT', 'PATCH'])('%s without any field changes nothing', async (method) => {
    const place = await existing()
    const before = (await admin(`GET ${place}`)).body.data
    const answer = await admin(`${method} ${place}`, { [wrapper]: {} })
    expect(answer.status).toBe(200)
    expect({ ...answer.body.data, updated_at: before.updated_at }).toEqual({ ...before, updated_at: before.updated_at })
  })

  it('deletes an object, without a word', async () => {
    const place = await existing()
    const answer = await admin(`DELETE ${place}`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(answer.headers.get('x-request-id')).not.toBeNull()
    expect(refusal(await admin(`GET ${place}`))).toEqual([404, 'not_found'])
  })

  it.each(['GET', 'DELETE'])('%s knows no other id', async (method) => {
    expect(refusal(await admin(`${method} ${path}/${nobody}`))).toEqual([404, 'not_found'])
  })

  it.each(wrapper === 'client' ? [] : ['PUT', 'PATCH'])('%s makes no object', async (method) => {
    expect(refusal(await admin(`${method} ${path}/${nobody}`, { [wrapper]: fields() }))).toEqual([404, 'not_found'])
  })

  it.each(['1', `${nobody}0`, nobody.replaceAll('-', ''), `%7B${nobody}%7D`, '%20', '%00', '__proto__'])('refuses the id %s, which is none', async (id) => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await admin(`${method} ${path}/${id}`, ['PUT', 'PATCH'].includes(method) ? { [wrapper]: change() } : undefined)
      expect(refusal(answer).slice(0, 2)).toEqual([400, 'request_malformed'])
      expect(answer.body.error.invalid).toMatchObject([{ entry_type: 'json_data_property', entry: '$.id' }])
    }
  })

  it('names the id that is none as the original does', async () => {
    expect((await admin(`GET ${path}/${nobody.slice(0, -1)}x`)).body.error.invalid).toEqual([malformed('id')])
  })

  it('takes ids in capital letters for the same', async () => {
    const sent = Object.fromEntries(Object.entries(fields()).map(([field, value]) => [field, field.endsWith('_id') ? String(value).toUpperCase() : value]))
    const { id, ...data } = made(await create(sent))
    for (const [field, value] of Object.entries(data)) if (field.endsWith('_id')) expect(value).toBe(String(value).toLowerCase())
    const place = `${path}/${id.toUpperCase()}`
    expect((await admin(`GET ${place}`)).body.data.id).toBe(id)
    expect((await admin(`PATCH ${place}`, { [wrapper]: {} })).body.data.id).toBe(id)
    expect((await admin(`PUT ${place}`, { [wrapper]: {} })).body.data.id).toBe(id)
    expect((await admin(`DELETE ${place}`)).status).toBe(204)
    expect((await admin(`GET ${path}/${id}`)).status).toBe(404)
  })

  it('names every field that a new object lacks, in alphabetical order', async () => {
    expect(faults(await create({}))).toEqual(required.map(missing))
  })

  it.each(['POST', 'PUT', 'PATCH'])('%s takes null for nothing where something is needed', async (method) => {
    const nulls = Object.fromEntries(required.map((field) => [field, null]))
    const answer = method === 'POST' ? await create(nulls) : await update(method, nulls)
    expect(faults(answer)).toEqual(required.map(missing))
  })

  it.each(['', ' \t\n'])('takes %j for nothing where text is needed', async (blank) => {
    const texts = required.filter((field) => field !== 'details' && field !== 'expires_at')
    expect(faults(await create({ ...fields(), ...Object.fromEntries(texts.map((field) => [field, blank])) }))).toEqual(texts.map(missing))
    for (const field of texts) expect(faults(await update('PATCH', { [field]: blank }))).toEqual([missing(field)])
  })

  it('names every field of the wrong type', async () => {
    const entries = faults(await create(Object.fromEntries(required.map((field) => [field, [5]]))))
    expect(entries.map((entry: { entry: string; rules: { rule: string }[] }) => `${entry.entry} ${entry.rules[0]!.rule}`)).toEqual(required.map((field) => `$.${field} cast`))
  })

  it.each(tooLong)('refuses a %s longer than %i characters', async (field, max) => {
    const atMost = { ...fields(), [field]: 'Aa1'.repeat(max).slice(0, max) }
    expect((await create(atMost)).status).toBe(201)
    const tooMuch = { ...fields(), [field]: 'Aa1'.repeat(max).slice(0, max + 1) }
    expect(faults(await create(tooMuch))).toEqual([fault(field, 'length', `should be at most ${max} character(s)`, { max })])
  })

  describe('is closed:', () => {
    const extra = (member: string) => expect.objectContaining({ entry_type: 'json_data_property', entry: `$.${member}`, rules: [expect.objectContaining({ rule: 'schema' })] })

    it.each(['id', 'inserted_at', 'legal_entity_id', 'toString', 'constructor'])('the member %s is refused among the fields', async (member) => {
      expect(faults(await create({ ...fields(), [member]: nobody }))).toEqual([extra(member)])
      // A client may repeat its id, which must be that of the path.
      const isOwnId = path === '/admin/clients' && member === 'id'
      const refused = isOwnId ? expect.objectContaining({ entry: '$.id', rules: [expect.objectContaining({ rule: 'inclusion' })] }) : extra(member)
      for (const method of ['PUT', 'PATCH']) expect(faults(await update(method, { ...change(), [member]: nobody }))).toEqual([refused])
    })

    it('so is a member beside the wrapper', async () => {
      expect(faults(await admin(`POST ${path}`, { [wrapper]: fields(), more: 1 }))).toEqual([extra('more')])
      for (const method of ['PUT', 'PATCH']) expect(faults(await admin(`${method} ${await existing()}`, { [wrapper]: change(), more: 1 }))).toEqual([extra('more')])
    })

    it('and nothing is stored', async () => {
      const count = async () => (await admin(`GET ${path}`)).body.paging.total_entries
      const before = await count()
      await create({ ...fields(), more: 1 })
      expect(await count()).toBe(before)
    })

    it('a thousand unknown members, or one with a long name, are answered as the contract has it', async () => {
      const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`member${index}`, index]))
      const long = { ['n'.repeat(10_000)]: 1 }
      for (const members of [many, long]) {
        expect(faults(await create({ ...fields(), ...members })).length).toBeLessThanOrEqual(100)
        expect(faults(await admin(`POST ${path}`, { [wrapper]: fields(), ...members })).length).toBeLessThanOrEqual(100)
        expect(faults(await update('PATCH', members)).length).toBeLessThanOrEqual(100)
      }
    })
  })

  it.each<[string, unknown]>([
    ['another wrapper', { thing: {} }],
    ['no wrapper', {}],
    ['the fields themselves', { name: 'x', scope: 'y' }],
    ['null in the wrapper', { [wrapper]: null }],
    ['a list in the wrapper', { [wrapper]: [] }],
    ['text in the wrapper', { [wrapper]: 'x' }],
    ['null', null],
    ['a list', []],
    ['broken JSON', '{'],
    ['a number', 5],
  ])('refuses %s as body', async (_what, body) => {
    const place = await existing()
    for (const target of [`POST ${path}`, `PUT ${place}`, `PATCH ${place}`]) {
      expect(refusal(await admin(target, body)).slice(0, 2)).toEqual([400, 'request_malformed'])
    }
  })

  it.each([['text with NUL', 'a\u0000b'], ['half a letter', 'a\ud800']])('refuses %s in every text', async (_what, text) => {
    for (const [field] of tooLong) expect(faults(await create({ ...fields(), [field]: `Some-Password-1${text}` }))).toMatchObject([{ entry: `$.${field}`, rules: [{ rule: 'format' }] }])
  })
})
