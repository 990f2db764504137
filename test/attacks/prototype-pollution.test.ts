import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { bodySchemaOf, contractOperations, parametersOf, type ContractOperation } from '../../server/contract.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import { administration, bearer, faults, made, missing, types } from '../fixtures/administration.ts'
import type { Answer } from '../fixtures/call.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { knownSchema } from '../properties/values/schema.ts'
import { requestOf } from '../server/statuses/contract-request.ts'
import { leavesAllRows } from '../server/attacks/rows.ts'
import { startWithOwnRows } from '../server/attacks/start-with-own-rows.ts'

const { user, pharmacy, mis, portal, clinic } = demo
const server = await startWithOwnRows()
afterAll(server.close)
const admin = (target: string, body?: unknown) => server.ask(target, { headers: administration.headers, body })

/** What every value of a kind has. */
const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Promise.prototype]
const membersOfAll = () => prototypes.map((prototype) => Reflect.ownKeys(prototype))
const before = membersOfAll()
afterEach(() => expect(membersOfAll()).toEqual(before))

/** The names by which an object leads to what all objects share. */
const leading = ['__proto__', 'constructor', 'prototype', '__defineGetter__', 'toString', 'valueOf', 'hasOwnProperty']

type Members = [name: string, value: unknown][]

/** JSON of an object with these members, which no literal could have as its own. */
const withMembers = (object: object, members: Members) =>
  `{${[...Object.entries(object), ...members].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`

/** What would be read of an object whose prototype, or that of all objects, is this one. */
const behind = (object: object): Members => [['__proto__', object], ['constructor', { prototype: object }]]

const withBody = contractOperations.filter(({ operation }) => operation.requestBody !== undefined)
const withQuery = contractOperations.filter((operation) => parametersOf(operation).some((parameter) => parameter.in === 'query'))

interface Body {
  /** Around the fields; undefined where they are the body's own. */
  wrapper: string | undefined
  fields: Record<string, unknown>
  required: string[]
}

/** The body of the request that works, and which fields it cannot do without. */
function bodyOf(operation: ContractOperation): Body {
  const wrapper = wrapperOf(operation.id)
  // The bodies of the contract's examples are objects, and wrappers are objects in them.
  const body = (requestOf(operation).body ?? {}) as Record<string, unknown>
  const schema = knownSchema(bodySchemaOf(operation))
  const { required = [] } = wrapper === undefined ? schema : knownSchema(schema.properties?.[wrapper] ?? {})
  return { wrapper, required, fields: wrapper === undefined ? body : ((body[wrapper] ?? {}) as Record<string, unknown>) }
}

function sendText(operation: ContractOperation, body: string): Promise<Answer> {
  const { target, headers } = requestOf(operation)
  return server.send({ target, headers, body })
}

describe('fields behind a name that leads to all objects', () => {
  leavesAllRows(server)

  it.each(withBody.filter((operation) => bodyOf(operation).required.length > 0))('are no fields of $id', async (operation) => {
    const { wrapper, fields } = bodyOf(operation)
    const texts = [
      withMembers({}, behind(wrapper === undefined ? fields : { [wrapper]: fields })),
      ...(wrapper === undefined ? [] : [`{"${wrapper}":${withMembers({}, behind(fields))}}`]),
    ]
    for (const text of texts) {
      const answer = await sendText(operation, text)
      expect([text, refusal(answer)[0]]).toEqual([text, expect.toBeOneOf([400, 422])])
      expect(answerBreaches(operation.id, answer)).toEqual([])
    }
  })

  it('choose no grant', async () => {
    const { grant_type, ...others } = refreshGrant.token
    for (const token of [withMembers({}, behind(refreshGrant.token)), withMembers(others, behind({ grant_type }))]) {
      const answer = await server.ask('POST /oauth/tokens', { body: `{"token":${token}}` })
      expect(refusal(answer)).toEqual([422, 'request_malformed', 'Request must include grant_type.'])
    }
  })
})

describe('names that lead to all objects', () => {
  const polluted = leading.map((name): Members[number] => [name, { polluted: true, is_blocked: false, scope: 'user:write' }])

  it.each(withBody)('are refused or ignored by $id beside its fields', async (operation) => {
    const { wrapper, fields } = bodyOf(operation)
    const among = withMembers(fields, polluted)
    for (const text of wrapper === undefined ? [among] : [`{"${wrapper}":${among}}`, withMembers({ [wrapper]: fields }, polluted)]) {
      const answer = await sendText(operation, text)
      expect(answer.status).toBeLessThan(500)
      expect(answerBreaches(operation.id, answer)).toEqual([])
      expect(JSON.stringify(answer.body ?? '')).not.toContain('polluted":')
    }
  })

  it.each(withQuery)('are refused or ignored by $id in its query', async (operation) => {
    const request = requestOf(operation)
    const separator = request.target.includes('?') ? '&' : '?'
    const ask = (query: string[]) => server.send({ ...request, target: `${request.target}${separator}${query.join('&')}` })
    const names = parametersOf(operation).flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : []))
    const written = (of: string[], paths: string[]) => of.flatMap((name) => paths.map((path) => `${name}${path}=x`))
    const known = written(names, ['[__proto__]', '[__proto__][polluted]', '[constructor][prototype][polluted]'])
    const unknown = written(leading, ['', '[]', '[polluted]', '[__proto__][polluted]', '.polluted'])
    const answers = [await ask(unknown), await ask(known)]
    for (const answer of answers) expect(answerBreaches(operation.id, answer)).toEqual([])
    // A deletion knows no other filters than its own, and others have more of them than they can have.
    expect(answers.map(({ status }) => status)).toEqual([operation.method === 'delete' ? 422 : 200, 422])
  })
})

describe('settings with such names', () => {
  const wishes = { allowed_grant_types: ['password'], access_type: 'DIRECT', broker_scope: 'client:read user:write' }
  const strange = JSON.parse(withMembers({ toString: 'x', hasOwnProperty: 1, toJSON: 'x' }, behind(wishes)))
  const client = { name: 'Дивна клініка', user_id: user.id, client_type_id: types.portal }
  const make = async (fields: object) =>
    made(await admin('POST /admin/clients', { client: { ...client, priv_settings: { access_type: 'DIRECT' }, ...fields } }))
  const logIn = (client_id: string) => {
    const { email, password } = user
    const token = { grant_type: 'password', email, password, client_id, scope: 'app:authorize' }
    return server.ask('POST /auth/login', { body: { token } })
  }

  it('of a client come back as they were sent', async () => {
    const { id, settings, priv_settings } = await make({ settings: strange, priv_settings: { access_type: 'BROKER', inner: strange } })
    expect(JSON.stringify([settings, priv_settings.inner])).toBe(JSON.stringify([strange, strange]))
    const shown = (await admin(`GET /admin/clients/${id}`)).body.data
    expect(JSON.stringify([shown.settings, shown.priv_settings.inner])).toBe(JSON.stringify([strange, strange]))
  })

  it('of a user come back as they were sent', async () => {
    const strangeUser = { email: 'strange@example.com', password: 'Some-Password-1', settings: strange }
    const { id, settings } = made(await admin('POST /admin/users', { user: strangeUser }))
    expect(JSON.stringify(settings)).toBe(JSON.stringify(strange))
    expect(JSON.stringify((await admin(`GET /admin/users/${id}`)).body.data.settings)).toBe(JSON.stringify(strange))
  })

  it('let no client sign users in', async () => {
    for (const settings of [strange, { constructor: strange }, { allowed_grant_types: [], ...strange }]) {
      const { id } = await make({ settings })
      expect(refusal(await logIn(id))).toEqual([401, 'access_denied', 'Client is not allowed to issue login token.'])
    }
    const { id } = await make({ settings: { allowed_grant_types: ['password'] } })
    expect((await logIn(id)).status).toBe(201)
  })

  it('stand for no access type', async () => {
    const priv_settings = JSON.parse(withMembers({}, behind({ access_type: 'DIRECT' })))
    expect(faults(await admin('POST /admin/clients', { client: { ...client, priv_settings } }))).toEqual([missing('priv_settings.access_type')])
  })

  it('bring a client no way around its system, and a system no scope', async () => {
    const { id } = await make({ client_type_id: types.clinic, priv_settings: { ...strange, access_type: 'BROKER' } })
    const headers = await bearer(server, { user_id: user.id, client_id: id, scope: 'client:read user:write' })
    const read = (apiKey: Record<string, string>) => server.ask(`GET /api/clients/${id}`, { headers: { ...headers, ...apiKey } })
    expect(refusal(await read({}))).toEqual([401, 'access_denied', 'API-KEY header required'])
    const system = await make({ client_type_id: types.mis, priv_settings: { ...strange, access_type: 'DIRECT' } })
    const { body } = await admin(`PUT /admin/clients/${system.id}/connections`, { consumer_id: system.id, redirect_uri: 'https://strange.example' })
    expect(refusal(await read({ 'API-key': body.data.secret }))).toEqual([401, 'access_denied', 'Invalid access token'])
    expect((await read({ 'API-key': mis.apiKey })).status).toBe(200)
  })
})

it('scopes with such names are names like any other', async () => {
  const headers = await bearer(server, { user_id: user.id, client_id: portal, scope: 'app:authorize' })
  const authorize = (scope: string) =>
    server.ask('POST /oauth/apps/authorize', { body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope } }, headers })
  for (const name of leading) expect(refusal(await authorize(name))).toEqual([422, 'request_malformed', 'Scope is not allowed by client type.'])
  const role = made(await admin('POST /admin/roles', { role: { name: '__proto__', scope: leading.join(' ') } }))
  expect(role).toMatchObject({ name: '__proto__', scope: leading.join(' ') })
  expect((await admin('GET /admin/roles?name=__proto__')).body.data).toEqual([role])
  expect((await admin('GET /admin/roles?scope=constructor')).body.data).toEqual([role])
  expect((await server.ask(`GET /api/clients/${pharmacy.id}`, { headers: { Authorization: 'Bearer __proto__' } })).status).toBe(401)
})
