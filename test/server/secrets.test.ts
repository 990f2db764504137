import { existsSync, readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { engine } from '../fixtures/database.ts'
import { codeGrant, demo, refreshGrant } from '../fixtures/demo.ts'
import { fileOf } from '../fixtures/open-outside.ts'
import { request, sendRaw } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const server = await startServer()
afterAll(server.close)

/** Everything that must be known only to those whom it was told. */
const secrets = new Set([
  'Sandbox-Owner-1', 'Sandbox-Admin-1', 'msp-001-secret-key', 'pharmacy-001-secret-key', 'mis-001-api-key',
  'my-oauth-refresh-token', 'pharmacy-refresh-token', 'pharmacy-owner-token', 'administrator-token',
])

/** Sends a request, and notes what its answer tells. */
async function told(target: string, options: Parameters<typeof call>[2]) {
  const { body, status } = await call(server, target, options)
  expect(status).toBeLessThan(300)
  for (const secret of [body.data.value, body.data.secret, body.data.details?.refresh_token]) if (secret !== undefined) secrets.add(secret)
  return body.data
}

/** The whole road, with each refusal that can hold a secret of the caller on the way. */
async function playTheRoad(): Promise<void> {
  const passwordGrant = { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' }
  const session = await told('POST /auth/login', { body: { token: passwordGrant } })
  const headers = { Authorization: `Bearer ${session.value}` }
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' }
  const code = await told('POST /oauth/apps/authorize', { body: { app }, headers })
  const exchanged = await told('POST /oauth/tokens', { body: codeGrant(code.value) })
  const token = { ...refreshGrant.token, refresh_token: exchanged.details.refresh_token }
  const refreshed = await told('POST /oauth/tokens', { body: { token } })
  const owner = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  await told(`PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: owner })
  await call(server, 'POST /auth/logout', { headers: { Authorization: `Bearer ${refreshed.value}` } })
}

/** Requests that fail, with secrets in every place; each secret of a caller who is wrong may be right elsewhere. */
async function failInEveryWay(): Promise<void> {
  const secret = (name: string) => {
    secrets.add(`stray-${name}`)
    return `stray-${name}`
  }
  const fields = { email: user.email, password: secret('password'), client_id: clinic.id, client_secret: secret('client-secret'), refresh_token: secret('refresh-token'), code: secret('code'), redirect_uri: secret('uri') }
  for (const grant_type of ['password', 'refresh_token', 'authorization_code', 'other', undefined, 5]) {
    for (const target of ['POST /oauth/tokens', 'POST /auth/login']) await call(server, target, { body: { token: { ...fields, grant_type } } })
  }
  await call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, client_secret: [secret('listed')] } } })
  await call(server, 'POST /oauth/tokens', { body: { [secret('wrapper')]: secret('wrapped') } })
  await call(server, 'POST /oauth/tokens', { body: `{"token":{"client_secret":"${secret('malformed')}"` })
  await call(server, 'POST /oauth/tokens', { body: `${secret('no-json')}` })
  await call(server, 'POST /oauth/tokens', { body: `client_secret=${secret('form')}`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  await call(server, 'POST /oauth/tokens', { body: { x: secret('large').padEnd(70_000, 'x') } })
  await call(server, `POST /oauth/tokens?client_secret=${secret('query')}`, { body: {} })
  await call(server, `POST /oauth/tokens/${secret('path')}`, { body: {} })
  const headers = { Authorization: `Bearer ${secret('bearer')}`, 'API-key': secret('api-key'), 'X-Custom-PSK': secret('psk'), Cookie: `session=${secret('cookie')}`, 'X-Request-Id': 'a-request-id-of-the-caller' }
  await call(server, `PATCH /admin/clients/${secret('id')}/refresh_secret`, { headers })
  await call(server, 'POST /auth/logout', { headers: { ...headers, Authorization: secret('scheme') } })
  await call(server, 'POST /auth/logout', { headers: { ...headers, 'Content-Type': `application/json; charset=${secret('charset')}` }, body: '{}' })
  await call(server, 'POST /auth/logout', { headers: { ...headers, 'X-Large': 'x'.repeat(20_000) } })
  await sendRaw(server, request(['POST /oauth/tokens HTTP/1.1', `Authorization: Bearer ${secret('parser')}`, 'X: a\0b']))
}

/** A fault of ours in the middle of a request with secrets. */
async function failByOurFault(): Promise<void> {
  await server.store.write((db) => db.schema.alterTable('tokens').renameTo('tokens_').execute())
  for (const body of [refreshGrant, codeGrant('stray-code-of-fault')]) expect((await call(server, 'POST /oauth/tokens', { body })).status).toBe(500)
  await call(server, 'POST /auth/logout', { headers: { Authorization: 'Bearer stray-bearer-of-fault' } })
  secrets.add('stray-code-of-fault').add('stray-bearer-of-fault')
  await server.store.write((db) => db.schema.alterTable('tokens_').renameTo('tokens').execute())
}

await playTheRoad()
await failInEveryWay()
await failByOurFault()

/** What of the secrets is found in bytes, also in the forms in which bytes are often written. */
const foundIn = (bytes: Buffer | string) =>
  [...secrets].filter((secret) => {
    const forms = [secret, Buffer.from(secret).toString('base64').replaceAll('=', ''), Buffer.from(secret).toString('hex'), encodeURIComponent(secret)]
    return forms.some((form) => bytes.includes(form))
  })

it('the road was played, and told secrets of every kind', () => {
  expect(secrets.size).toBeGreaterThan(35)
  expect(server.logs.length).toBeGreaterThan(30)
  for (const secret of secrets) expect(foundIn(Buffer.from(`before ${secret} after`))).toContain(secret)
})

describe.runIf(engine === 'sqlite').each(['', '-wal', '-shm'])('the database file%s', (suffix) => {
  const file = `${fileOf(server)}${suffix}`

  it('is there while the server runs', () => {
    expect(existsSync(file)).toBe(true)
  })

  it('has no secret, token value, code or password in its bytes', () => {
    expect(foundIn(readFileSync(file))).toEqual([])
  })
})

it('no row of the database has a secret, token value, code or password in it', async () => {
  const tables = await server.store.read.introspection.getTables()
  const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(server.store.read)))
  const content = JSON.stringify(rows.map(({ rows }) => rows))
  expect(content).toContain(user.email)
  expect(foundIn(content)).toEqual([])
})

it.runIf(engine === 'sqlite')('the files have what was done, so the bytes that were searched are the right ones', () => {
  expect(Buffer.concat(['', '-wal'].map((suffix) => readFileSync(`${fileOf(server)}${suffix}`))).includes(user.email)).toBe(true)
})

it('the log has no secret, whatever was refused or went wrong', () => {
  expect(foundIn(server.logs.join(''))).toEqual([])
})

it('the log tells of each answer who asked, by id, and how it went', () => {
  const line = server.logs.map((text) => JSON.parse(text)).find(({ operation, status }) => operation === 'refreshClientSecret' && status === 200)
  expect(line).toMatchObject({ method: 'PATCH', user_id: user.id, client_id: pharmacy.id, request_id: expect.any(String), msg: 'answered' })
})

it('a fault is logged with the id of its request', () => {
  const lines = server.logs.map((text) => JSON.parse(text))
  const faults = lines.filter(({ level }) => level === 50)
  expect(faults).toHaveLength(3)
  for (const { request_id } of faults) expect(lines).toContainEqual(expect.objectContaining({ request_id, status: 500, msg: 'answered' }))
})

it('no line has more members than those that are known to be harmless', () => {
  const members = new Set(server.logs.flatMap((text) => Object.keys(JSON.parse(text))))
  expect([...members].toSorted()).toEqual(
    ['address', 'client_id', 'duration_ms', 'error_type', 'fault', 'hostname', 'level', 'method', 'msg', 'operation', 'pid', 'request_id', 'status', 'time', 'user_id'],
  )
})
