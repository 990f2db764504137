import { expect, it } from 'vitest'
import { demoFile } from '../../server/fixtures/read-fixtures.ts'
import { call } from '../fixtures/call.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { base, client, clientType, connection, fileWith, token, user } from '../fixtures/fixture-files.ts'
import { startProcess } from '../fixtures/start-process.ts'

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
