import { createMock } from 'ehealth-auth-sdk/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FailureEnvelope } from '../../sdk/src/generated/types.gen.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.close())

const mock = createMock()
const json = { 'Content-Type': 'application/json' }
const administrator = { ...json, Authorization: 'Bearer administrator-token' }
const user = '3ff33ced-69dc-415a-b231-c6446898335a'
const token = (grant: object) => JSON.stringify({ token: grant })

const refused: [reason: string, request: string, status: number, init: { headers?: Record<string, string>; body?: string }][] = [
  ['an unknown path', 'GET /nowhere', 404, {}],
  ['an unknown path below a known one', 'GET /admin/roles/list/all', 404, {}],
  ['another method', 'GET /oauth/tokens', 405, {}],
  ['another method, where there are several', `POST /admin/roles/${user}`, 405, {}],
  ['a client that takes no JSON', 'POST /oauth/tokens', 406, { headers: { ...json, Accept: 'text/html' }, body: token({}) }],
  ['no bearer token, before all else', 'POST /admin/roles', 401, { headers: { 'Content-Type': 'text/plain' }, body: '{' }],
  ['another scheme than Bearer', 'GET /admin/roles', 401, { headers: { Authorization: 'Basic bWlzOnNlY3JldA==' } }],
  ['no body and no type of it', 'POST /oauth/tokens', 415, {}],
  ['no body', 'POST /oauth/tokens', 400, { headers: json }],
  ['a body of another type', 'POST /oauth/tokens', 415, { headers: { 'Content-Type': 'application/vnd.api+json' }, body: token({}) }],
  ['a body that is not JSON', 'POST /admin/roles', 400, { headers: administrator, body: '{"role":' }],
  ['a list for a body', 'POST /oauth/tokens', 400, { headers: json, body: '[]' }],
  ['null for a body', 'POST /oauth/tokens', 400, { headers: json, body: 'null' }],
  ['no wrapper', 'POST /oauth/tokens', 400, { headers: json, body: '{"grant_type":"refresh_token"}' }],
  ['a text for a wrapper', 'POST /auth/login', 400, { headers: json, body: '{"token":"password"}' }],
  ['null for a wrapper that may be left out', `PATCH /admin/users/${user}/actions/block`, 400, { headers: administrator, body: '{"user":null}' }],
  ['no grant type', 'POST /oauth/tokens', 422, { headers: json, body: token({}) }],
  ['a grant type that there is not', 'POST /oauth/tokens', 401, { headers: json, body: token({ grant_type: 'toString' }) }],
  ['a grant type that does not sign in', 'POST /auth/login', 401, { headers: json, body: token({ grant_type: 'refresh_token' }) }],
  ['a refresh without its fields', 'POST /oauth/tokens', 422, { headers: json, body: token({ grant_type: 'refresh_token' }) }],
  ['an exchange without its fields', 'POST /oauth/tokens', 422, { headers: json, body: token({ grant_type: 'authorization_code', code: 'code' }) }],
  ['a sign-in without its fields', 'POST /auth/login', 422, { headers: json, body: token({ grant_type: 'password' }) }],
  ['a role without its fields', 'POST /admin/roles', 422, { headers: administrator, body: '{"role":{}}' }],
  ['a change of password without the passwords', `PATCH /admin/users/${user}/actions/change_password`, 422, { headers: administrator, body: '{"user":{}}' }],
  ['a connection without its fields', `PUT /admin/clients/${user}/connections`, 422, { headers: administrator, body: '{}' }],
  ['a deletion without its filter', 'DELETE /admin/tokens', 422, { headers: administrator }],
  ['an id that is no UUID', 'GET /admin/roles/owner', 400, { headers: administrator }],
  ['a path that is not encoded properly', 'GET /admin/roles/%', 400, { headers: administrator }],
]

it.each(refused)('%s is refused as the service refuses it: %s', async (_reason, request, status, init) => {
  const [method, path] = request.split(' ')
  const [ours, theirs] = await Promise.all([
    mock.fetch(`${mock.baseUrl}${path}`, { method, ...init }),
    fetch(`${server.url}${path}`, { method, ...init }),
  ])
  expect([theirs.status, ours.status]).toEqual([status, status])
  // Both are refusals, in the envelope of the contract.
  const [{ meta, error }, expected] = (await Promise.all([ours.json(), theirs.json()])) as [FailureEnvelope, FailureEnvelope]
  expect([error.type, error.message]).toEqual([expected.error.type, expected.error.message])
  expect(meta).toMatchObject({ code: status, type: 'object', request_id: ours.headers.get('X-Request-Id') })
  expect(ours.headers.get('Allow')?.split(', ').sort()).toEqual(theirs.headers.get('Allow')?.split(', ').sort())
  for (const name of ['Cache-Control', 'WWW-Authenticate', 'X-Contract-Hash']) {
    expect(ours.headers.get(name), name).toBe(theirs.headers.get(name))
  }
  expect(mock.calls.at(-1)!.violation).toMatch(/^(path|method|headers|query|body)[\w.-]* must /)
})
