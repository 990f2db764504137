import { randomUUID } from 'node:crypto'
import { ApiError, EHealthAuth } from 'ehealth-auth-sdk'
import { afterAll, expect, it } from 'vitest'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'

const server = await startServer()
afterAll(server.close)

const baseUrl = server.url
const administrator = new EHealthAuth({ baseUrl, accessToken: 'administrator-token' })
const front = new EHealthAuth({ baseUrl })
const portal = '30074b6e-fbab-4dc1-9d37-88c21dab1847'
const person = { email: 'olena@example.com', password: 'Olena-Password-1' }
const redirect_uri = 'https://mis.example/callback'
const scope = 'client:read connection:refresh_secret'

/** What the steps make, for the steps after them. */
const made = { type: '', role: '', user: '', clinic: randomUUID(), mis: '', connection: '', secret: '', apiKey: '', access: '', refresh: '', userRole: '' }

/** What a refused call says. */
async function refused(call: Promise<unknown>) {
  const { status, code, message } = await caught(call, ApiError)
  return [status, code, message]
}

const clinic = () => new EHealthAuth({ baseUrl, accessToken: made.access, apiKey: made.apiKey })
const refresh = () =>
  front.tokens.create({ grant_type: 'refresh_token', client_id: made.clinic, client_secret: made.secret, refresh_token: made.refresh })
const logIn = () => front.users.logIn({ grant_type: 'password', ...person, client_id: portal, scope: 'app:authorize' })

async function approve() {
  const session = await logIn()
  return front.approvals.authorize({ client_id: made.clinic, redirect_uri, scope }, { accessToken: session.data.value })
}

it('an administrator makes a client type, a role and a user', async () => {
  made.type = (await administrator.clientTypes.create({ name: 'OUTPATIENT', scope: `${scope} legal_entity:read` })).data.id
  made.role = (await administrator.roles.create({ name: 'HEAD', scope })).data.id
  made.user = (await administrator.users.create({ ...person, tax_id: '3067305998' })).data.id
  expect((await administrator.users.list({ email: 'OLENA@example.com' })).data.map(({ id }) => id)).toEqual([made.user])
})

it('registers a clinic under its own id, and a MIS', async () => {
  const kept = await administrator.clients.put(made.clinic, { name: 'Клініка Олени', user_id: made.user, client_type_id: made.type })
  expect(kept.data).toMatchObject({ id: made.clinic, client_type_name: 'OUTPATIENT', priv_settings: { access_type: 'BROKER' } })
  const { data: types } = await administrator.clientTypes.list({ name: 'MIS' })
  const priv_settings = { access_type: 'DIRECT', broker_scope: scope } as const
  const mis = await administrator.clients.create({ name: 'МІС Олени', user_id: made.user, client_type_id: types[0]!.id, priv_settings })
  made.mis = mis.data.id
})

it('connects the clinic to the MIS, and the MIS to itself, and learns the secrets once', async () => {
  const own = await administrator.administeredConnections.upsert(made.mis, { consumer_id: made.mis, redirect_uri })
  const through = await administrator.administeredConnections.upsert(made.clinic, { consumer_id: made.mis, redirect_uri })
  if (!('secret' in own.data && 'secret' in through.data)) throw new Error('a new connection comes with its secret')
  made.apiKey = own.data.secret
  made.secret = through.data.secret
  made.connection = through.data.id
  expect((await administrator.administeredConnections.upsert(made.clinic, { consumer_id: made.mis })).data).not.toHaveProperty('secret')
})

it('the user cannot approve the clinic without a role there, and can with it', async () => {
  expect(await refused(approve())).toEqual([422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.'])
  made.userRole = (await administrator.userRoles.create(made.user, { role_id: made.role, client_id: made.clinic })).data.id
  const session = await logIn()
  const own = await front.userRoles.listOwn({ client_id: made.clinic }, { accessToken: session.data.value })
  expect(own.data).toMatchObject([{ role_name: 'HEAD', client_name: 'Клініка Олени', scope }])
})

it('the user approves, and the clinic exchanges the code and refreshes', async () => {
  const code = new URL((await approve()).urgent.redirect_uri).searchParams.get('code')!
  const grant = { grant_type: 'authorization_code', client_id: made.clinic, client_secret: made.secret, redirect_uri, code } as const
  const exchanged = await front.tokens.create(grant)
  made.refresh = exchanged.data.details.refresh_token!
  made.access = (await refresh()).data.value
  expect((await clinic().clientProfiles.list()).data.map(({ name }) => name)).toEqual(['Клініка Олени'])
  const verified = await administrator.tokens.verify(made.access, { apiKey: made.apiKey })
  expect(verified).toMatchObject({ data: { user_id: made.user, details: { scope, broker_scope: scope } }, urgent: { mis_client_id: made.mis } })
})

it('a role that is taken away leaves the approval, and keeps the next one from being given', async () => {
  await administrator.userRoles.deleteOneOfUser(made.user, made.userRole)
  expect((await refresh()).data.details.scope).toBe(scope)
  expect(await refused(approve())).toEqual([422, 'request_malformed', 'User requested scope that is not allowed by role based access policies.'])
})

it('a user who is blocked has no token left, and none comes back when the user is unblocked', async () => {
  expect((await administrator.users.block(made.user, { block_reason: 'left' })).data).toMatchObject({ is_blocked: true, block_reason: 'left' })
  expect(await refused(clinic().clientProfiles.get(made.clinic))).toEqual([401, 'access_denied', 'Invalid access token'])
  expect(await refused(refresh())).toEqual([401, 'token_expired', 'Token expired.'])
  expect(await refused(logIn())).toEqual([401, 'user_blocked', 'User blocked.'])
  await administrator.users.unblock(made.user)
  expect(await refused(clinic().clientProfiles.get(made.clinic))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it('after the next approval the clinic rotates its secret through its MIS, and the old one is refused', async () => {
  await administrator.userRoles.create(made.user, { role_id: made.role, client_id: made.clinic })
  const code = new URL((await approve()).urgent.redirect_uri).searchParams.get('code')!
  const exchanged = await front.tokens.create({ grant_type: 'authorization_code', client_id: made.clinic, client_secret: made.secret, redirect_uri, code })
  made.access = exchanged.data.value
  made.refresh = exchanged.data.details.refresh_token!
  const rotated = await clinic().connections.refreshSecret(made.clinic, made.connection)
  expect(await refused(refresh())).toEqual([401, 'invalid_client', 'Invalid client id or secret.'])
  made.secret = rotated.data.secret
  expect((await refresh()).data.name).toBe('access_token')
})

it('a client that is deleted takes its connections, approvals and roles along, and its tokens are refused', async () => {
  await administrator.clients.delete(made.clinic)
  expect(await refused(administrator.clients.get(made.clinic))).toEqual([404, 'not_found', 'the server answered 404 not_found'])
  expect(await refused(refresh())).toEqual([401, 'invalid_client', 'Invalid client id or secret.'])
  expect(await refused(clinic().clientProfiles.get(made.clinic))).toEqual([401, 'access_denied', 'Invalid access token'])
  expect((await administrator.userRoles.listOfUser(made.user)).data).toEqual([])
  expect((await administrator.approvals.list({ user_id: made.user })).data).toEqual([])
})

it('what is no longer used can be deleted', async () => {
  await administrator.users.delete(made.user)
  expect((await administrator.users.list({ id: made.user })).data).toEqual([])
  await administrator.clientTypes.delete(made.type)
  await administrator.roles.delete(made.role)
  expect((await administrator.clients.list({ name: 'олени' })).data).toEqual([])
})
