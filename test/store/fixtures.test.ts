import { expect, it, onTestFinished } from 'vitest'
import { insertRows, toRows } from '../../server/fixtures/load-fixtures.ts'
import type { Fixtures } from '../../server/fixtures/fixtures.ts'
import { demoFile, readFixtures } from '../../server/fixtures/read-fixtures.ts'
import type { Store } from '../../server/store/store.ts'
import { newDatabase, openAt } from '../fixtures/database.ts'
import { base, client, connection, fileWith, id, token, user } from '../fixtures/fixture-files.ts'

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
