import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { bodySchemaOf, contractOperations, parametersOf, type ContractOperation } from '../../../server/contract.ts'
import { wrapperOf } from '../../../server/http/wrapper-of.ts'
import { administrate, bearer, made, types } from '../../fixtures/administration.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { knownSchema } from '../../properties/values/schema.ts'
import { requestOf } from '../statuses/contract-request.ts'
import { send } from '../statuses/provocations.ts'
import { changingNothing } from './rows.ts'
import { startWithOwnRows } from './start-with-own-rows.ts'

const { user, pharmacy, mis, portal, clinic } = demo
const session = 'session-of-the-owner'
const server = await startWithOwnRows(({ tokens }) => {
  tokens.push({ name: 'access_token', value: session, user_id: user.id, expires_in: 3600, details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' } })
})
afterAll(server.close)
const admin = administrate(server)

/** What every value of a kind has. */
const prototypes = { Object: Object.prototype, Array: Array.prototype, Function: Function.prototype, String: String.prototype, Promise: Promise.prototype }
const membersOfAll = () => Object.entries(prototypes).map(([name, prototype]) => [name, Reflect.ownKeys(prototype)])
const before = membersOfAll()
afterEach(() => expect(membersOfAll()).toEqual(before))

/** The names by which an object leads to what all objects share. */
const leading = ['__proto__', 'constructor', 'prototype', '__defineGetter__', 'toString', 'valueOf', 'hasOwnProperty']

/** JSON with a member that no literal could have as its own. */
const withMember = (object: object, name: string, value: unknown) => JSON.stringify({ ...object, MEMBER: value }).replace('"MEMBER"', JSON.stringify(name))

const withBody = contractOperations.filter(({ operation }) => operation.requestBody !== undefined)

interface Body {
  wrapper: string | undefined
  fields: Record<string, unknown>
  required: string[]
}

/** The fields of the request that works, and which of them it cannot do without. */
function bodyOf(operation: ContractOperation): Body {
  const wrapper = wrapperOf(operation.id)
  // The bodies of the contract's examples are objects, and wrappers are objects in them.
  const body = (requestOf(operation).body ?? {}) as Record<string, unknown>
  const schema = knownSchema(bodySchemaOf(operation))
  const inner = wrapper === undefined ? schema : knownSchema(schema.properties?.[wrapper] ?? {})
  const fields = (wrapper === undefined ? body : (body[wrapper] ?? {})) as Record<string, unknown>
  return { wrapper, fields, required: inner.required ?? [] }
}

const sendText = (operation: ContractOperation, text: string): Promise<Answer> => {
  const request = requestOf(operation)
  return send(server, { ...request, headers: { ...request.headers, 'Content-Type': 'application/json' }, body: text })
}

describe('fields behind a name that leads to all objects', () => {
  const demanding = withBody.filter((operation) => bodyOf(operation).required.length > 0)

  leavesAllRows(server)

  it.each(demanding)('are no fields of $id', async (operation) => {
    const { wrapper, fields } = bodyOf(operation)
    const whole = wrapper === undefined ? fields : { [wrapper]: fields }
    const texts = [
      withMembers({}, { __proto__: whole, constructor: { prototype: whole } }),
      ...(wrapper === undefined ? [] : [`{"${wrapper}":${withMembers({}, { __proto__: fields, constructor: { prototype: fields } })}}`]),
    ]
    for (const text of texts) {
      const answer = await sendText(operation, text)
      expect([text, refusal(answer)[0]]).toEqual([text, expect.toBeOneOf([400, 422])])
      expect(answerBreaches(operation.id, answer)).toEqual([])
    }
  })

  it('choose no grant', async () => {
    const grant = requestOf(contractOperations.find(({ id }) => id === 'createToken')!).body as { token: Record<string, unknown> }
    const { grant_type, ...others } = grant.token
    for (const token of [withMember({}, '__proto__', grant.token), withMember(others, '__proto__', { grant_type }), withMember(others, 'constructor', { prototype: { grant_type } })]) {
      const answer = await changingNothing(server, () => call(server, 'POST /oauth/tokens', { body: `{"token":${token}}` }))
      expect(refusal(answer)).toEqual([422, 'request_malformed', 'Request must include grant_type.'])
    }
  })
})

describe('names that lead to all objects, beside right fields,', () => {
  it.each(withBody)('are refused or ignored by $id', async (operation) => {
    const { wrapper, fields } = bodyOf(operation)
    const polluted = { polluted: true, is_blocked: false, scope: 'user:write' }
    // Each once at the root and once among the fields: the first that is accepted may be the last that can be.
    for (const name of leading) {
      const among = withMember(fields, name, polluted)
      const texts = wrapper === undefined ? [among] : [`{${JSON.stringify(wrapper)}:${among}}`, withMember({ [wrapper]: fields }, name, polluted)]
      for (const text of texts) {
        const answer = await sendText(operation, text)
        expect([name, answer.status]).toEqual([name, expect.toSatisfy((status: number) => status < 500)])
        expect(answerBreaches(operation.id, answer)).toEqual([])
        expect(JSON.stringify(answer.body ?? '')).not.toContain('polluted":')
      }
    }
  })

  it.each(contractOperations.filter((operation) => parametersOf(operation).some((parameter) => parameter.in === 'query')))('in the query of $id too', async (operation) => {
    const { target, headers } = requestOf(operation)
    const names = parametersOf(operation).flatMap((parameter) => (parameter.in === 'query' ? [parameter.name] : []))
    const queries = [...leading.flatMap((name) => [`${name}=x`, `${name}[polluted]=x`, `${name}[]=x`]), ...names.flatMap((name) => [`${name}[__proto__]=x`, `${name}[__proto__][polluted]=x`, `${name}[constructor][prototype][polluted]=x`, `${name}.__proto__.polluted=x`])]
    const path = target.split('?', 1)[0]
    if (operation.method === 'delete') {
      // All at once: what is deleted is gone.
      expect((await send(server, { target: `${path}?${queries.join('&')}`, headers, body: undefined })).status).toBe(422)
      return
    }
    for (const answer of await Promise.all(queries.map((query) => send(server, { target: `${path}?${query}`, headers, body: undefined })))) {
      expect(answer.status).toBeOneOf([200, 404, 422])
      expect(answerBreaches(operation.id, answer)).toEqual([])
    }
  })
})

describe('settings with such names', () => {
  const strange = JSON.parse('{"__proto__":{"allowed_grant_types":["password"],"access_type":"DIRECT","broker_scope":"user:write","toJSON":"x"},"constructor":{"prototype":{"allowed_grant_types":["password"]}},"toString":"x","hasOwnProperty":1,"toJSON":"x"}')
  const client = { name: 'Дивна клініка', user_id: user.id, client_type_id: types.portal }
  const make = async (fields: object) => made(await admin('POST /admin/clients', { client: { ...client, priv_settings: { access_type: 'DIRECT' }, ...fields } }))
  const logIn = (client_id: string) => {
    const { email, password } = user
    return call(server, 'POST /auth/login', { body: { token: { grant_type: 'password', email, password, client_id, scope: 'app:authorize' } } })
  }

  it('of a client come back as they were sent', async () => {
    const { id, settings, priv_settings } = await make({ settings: strange, priv_settings: { access_type: 'BROKER', inner: strange } })
    expect(JSON.stringify([settings, priv_settings.inner])).toBe(JSON.stringify([strange, strange]))
    const shown = (await admin(`GET /admin/clients/${id}`)).body.data
    expect(JSON.stringify([shown.settings, shown.priv_settings.inner])).toBe(JSON.stringify([strange, strange]))
  })

  it('of a user come back as they were sent', async () => {
    const { id, settings } = made(await admin('POST /admin/users', { user: { email: 'strange@example.com', password: 'Some-Password-1', settings: strange } }))
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
    const target = 'POST /admin/clients'
    for (const name of ['__proto__', 'constructor']) {
      const priv_settings = withMember({}, name, name === 'constructor' ? { prototype: { access_type: 'DIRECT' } } : { access_type: 'DIRECT' })
      const answer = await call(server, target, { headers: { Authorization: `Bearer ${demo.administrator.token}` }, body: JSON.stringify({ client: { ...client, priv_settings: 'PRIVATE' } }).replace('"PRIVATE"', priv_settings) })
      expect(refusal(answer).slice(0, 2)).toEqual([422, 'validation_failed'])
    }
  })

  it('bring a client no way around its system, and a system no scope', async () => {
    const { id } = await make({ client_type_id: types.clinic, priv_settings: { ...strange, access_type: 'BROKER' } })
    const headers = await bearer(server, { user_id: user.id, client_id: id, scope: 'client:read user:write' })
    const read = (apiKey: Record<string, string>) => call(server, `GET /api/clients/${id}`, { headers: { ...headers, ...apiKey } })
    expect(refusal(await read({}))).toEqual([401, 'access_denied', 'API-KEY header required'])
    const system = await make({ client_type_id: types.mis, priv_settings: { ...strange, access_type: 'DIRECT' } })
    const { body } = await admin(`PUT /admin/clients/${system.id}/connections`, { consumer_id: system.id, redirect_uri: 'https://strange.example' })
    expect(refusal(await read({ 'API-key': body.data.secret }))).toEqual([401, 'access_denied', 'Invalid access token'])
    expect((await read({ 'API-key': mis.apiKey })).status).toBe(200)
  })
})

it('scopes with such names are names like any other', async () => {
  const authorize = (scope: string) =>
    call(server, 'POST /oauth/apps/authorize', { body: { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope } }, headers: { Authorization: `Bearer ${session}` } })
  for (const name of leading) expect(refusal(await authorize(name))).toEqual([422, 'request_malformed', 'Scope is not allowed by client type.'])
  const role = made(await admin('POST /admin/roles', { role: { name: '__proto__', scope: leading.join(' ') } }))
  expect(role).toMatchObject({ name: '__proto__', scope: leading.join(' ') })
  expect((await admin('GET /admin/roles?name=__proto__')).body.data).toEqual([role])
  expect((await admin('GET /admin/roles?scope=constructor')).body.data).toEqual([role])
  expect((await call(server, `GET /api/clients/${pharmacy.id}`, { headers: { Authorization: 'Bearer __proto__' } })).status).toBe(401)
})
