import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { insertRows, toRows } from '../../server/fixtures/load-fixtures.ts'
import type { Fixtures } from '../../server/fixtures/fixtures.ts'
import { demoFile, readFixtures } from '../../server/fixtures/read-fixtures.ts'
import type { Store } from '../../server/store/store.ts'
import { call } from '../fixtures/call.ts'
import { newDatabase, openAt } from '../fixtures/database.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { startProcess } from '../fixtures/start-process.ts'

const id = (last: number) => `00000000-0000-4000-8000-00000000000${last}`
const user = { id: id(1), email: 'a@example.com', password: 'Password-12345' }
const clientType = { id: id(2), name: 'MSP', scope: 'a:read' }
const client = { id: id(3), name: 'Клініка', user_id: user.id, client_type_id: clientType.id }
const connection = { client_id: client.id, consumer_id: client.id, redirect_uri: 'https://a.com/cb', secret: 'secret 1' }
const token = { name: 'refresh_token', value: 'value 1', user_id: user.id, expires_in: 60, details: { client_id: client.id, grant_type: 'authorization_code' } }
const base = { client_types: [clientType], users: [user], clients: [client] }

async function load(store: Store, fixtures: Fixtures): Promise<void> {
  const rows = await toRows(fixtures, new Date())
  await store.write((db) => insertRows(db, rows))
}

async function emptyStore(): Promise<Store> {
  const database = await newDatabase('empty')
  const store = await openAt(database.url)
  onTestFinished(async () => {
    await store.close()
    await database.remove()
  })
  return store
}

async function fileWith(content: string, name = 'fixtures.json'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

it.each([
  ['an unknown list', { userz: [] }, 'userz is not known'],
  ['a list that is none', { users: {} }, 'users must be array'],
  ['a missing field', { users: [{ id: id(1), email: 'a@example.com' }] }, 'users[0].password is required'],
  ['a leap second', { users: [{ ...user, password_set_at: '2016-12-31T23:59:60Z' }] }, 'users[0].password_set_at is not a time that can be used'],
  ['an unknown field', { users: [{ ...user, role: 'x' }] }, 'users[0].role is not known'],
  ['an id that is no UUID', { roles: [{ id: '1', name: 'x', scope: '' }] }, 'roles[0].id must NOT have fewer than 36 characters'],
  ['an e-mail address that is none', { users: [user, { ...user, id: id(9), email: 'a' }] }, 'users[1].email must match format "email"'],
  ['a redirect URI without https', { ...base, connections: [{ ...connection, redirect_uri: 'http://a.com' }] }, 'connections[0].redirect_uri is refused. A registered redirect URI: https, or http on a loopback host'],
  ['an access type that does not exist', { ...base, clients: [{ ...client, priv_settings: { access_type: 'X' } }] }, 'clients[0].priv_settings.access_type must be equal to one of the allowed values: BROKER, DIRECT'],
  ['an id that leads nowhere', { ...base, clients: [{ ...client, user_id: id(7) }] }, `clients[0].user_id is "${id(7)}", which is no id of the list users`],
  ['an id in details that leads nowhere', { ...base, tokens: [{ ...token, details: { ...token.details, client_id: id(7) } }] }, `tokens[0].details.client_id is "${id(7)}", which is no id of the list clients`],
  ['a token without an end', { ...base, tokens: [{ ...token, expires_in: undefined }] }, 'tokens[0] needs either expires_at or expires_in'],
  ['a token with two ends', { ...base, tokens: [{ ...token, expires_at: 2_000_000_000 }] }, 'tokens[0] needs either expires_at or expires_in'],
  ['private settings without an access type', { ...base, clients: [{ ...client, priv_settings: {} }] }, 'clients[0].priv_settings.access_type is required'],
  ['a code without a redirect URI', { ...base, tokens: [{ ...token, name: 'authorization_code' }] }, 'tokens[0].details.scope_request is required'],
])('a file with %s is refused with list, index and field', async (_what, content, message) => {
  const file = await fileWith(JSON.stringify(content))
  await expect(readFixtures(file)).rejects.toThrow(`fixture file ${file}: ${message}`)
})

it('a file that is no YAML is refused with the place of the mistake', async () => {
  const file = await fileWith('users:\n - [', 'bad.yaml')
  await expect(readFixtures(file)).rejects.toThrow(/cannot be read: .* at line 2/)
})

it('a file that does not exist is refused', async () => {
  await expect(readFixtures('/nowhere.yaml')).rejects.toThrow('fixture file /nowhere.yaml cannot be read: ENOENT')
})

it('nothing is loaded of a file whose last item collides with an earlier one', async () => {
  const store = await emptyStore()
  const fixtures = { ...base, connections: [connection, { ...connection, consumer_id: id(3) }] }
  await expect(load(store, fixtures)).rejects.toThrow(/connections\[1\]: .* is taken by an earlier item/)
  expect(await store.read.selectFrom('users').selectAll().execute()).toEqual([])
})

it('ids are found in whatever case they are written', async () => {
  const store = await emptyStore()
  const upper = { ...client, id: 'ABCDEF00-0000-4000-8000-000000000000' }
  await load(store, { ...base, clients: [upper] })
  expect(await store.read.selectFrom('clients').select('id').execute()).toEqual([{ id: upper.id.toLowerCase() }])
})

it('the demo file fits its own rules', async () => {
  expect(Object.keys(await readFixtures(demoFile))).toHaveLength(9)
})

it('a file named on the command line replaces the demo data', async () => {
  const file = await fileWith(JSON.stringify({ ...base, connections: [connection], tokens: [token], approvals: [{ user_id: user.id, client_id: client.id, scope: 'a:read' }] }))
  await using server = await startProcess({ args: ['--fixtures', file] })
  const url = await server.listening
  const grant = { client_id: client.id, client_secret: connection.secret, refresh_token: token.value, grant_type: 'refresh_token' }
  const { body } = await call({ url }, 'POST /oauth/tokens', { body: { token: grant } })
  expect(body.data.details.scope).toBe('a:read')
  expect((await call({ url }, 'POST /oauth/tokens', { body: refreshGrant })).body.error.type).toBe('invalid_client')
})

it('a file that collides with itself is named', async () => {
  const file = await fileWith(JSON.stringify({ ...base, users: [user, user] }))
  await using server = await startProcess({ args: ['--fixtures', file] })
  expect(await server.ended).toBe(1)
  expect(server.output()).toBe(`ehealth-auth cannot start: fixture file ${file}: users[1]: email is taken by an earlier item\n`)
})

it('a file without users is loaded once, too', async () => {
  const file = await fileWith(JSON.stringify({ client_types: [clientType] }))
  await using first = await startProcess({ args: ['--fixtures', file] })
  await first.listening
  first.kill('SIGTERM')
  await first.ended
  await using second = await startProcess({ args: ['--fixtures', file], folder: first.folder })
  await second.listening
  expect(second.output()).toContain('keeps its data')
})

it('production refuses the demo file before anything of it is in the database', async () => {
  const environment = { JWT_SECRET: 'k'.repeat(64) }
  await using refused = await startProcess({ args: ['--production', '--fixtures', demoFile], environment })
  expect(await refused.ended).toBe(1)
  expect(refused.output()).toContain('public demo credentials')
  await using plain = await startProcess({ args: ['--production'], environment, folder: refused.folder })
  await plain.listening
})

it('a bad file keeps the process from starting', async () => {
  const file = await fileWith(JSON.stringify({ users: [{ ...user, email: 7 }] }))
  await using server = await startProcess({ environment: { FIXTURES: file } })
  expect(await server.ended).toBe(1)
  expect(server.output()).toBe(`ehealth-auth cannot start: fixture file ${file}: users[0].email must be string\n`)
})
