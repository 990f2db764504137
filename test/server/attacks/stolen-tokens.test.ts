import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { hashSecretValue } from '../../../server/secrets/secret-value.ts'
import { administrate, made } from '../../fixtures/administration.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { demoFixtures, itemOf } from '../../fixtures/demo-fixtures.ts'
import { codeGrant, demo, refreshGrant } from '../../fixtures/demo.ts'
import { brokenFields, refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { changingNothing } from './rows.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const code = 'code-that-waits'
const accessToken = { id: randomUUID(), value: 'access-token-of-the-clinic' }
const session = 'session-of-the-owner'
const otherMis = { id: randomUUID(), apiKey: 'api-key-of-another-mis' }

/** A client that holds a refresh token and an access token of a user. */
interface Holder {
  userId: string
  clientId: string
  approvalId: string
  secret: string
  refreshToken: string
  accessToken: string
}

const holder = (name: string, userId = user.id): Holder => ({
  userId,
  clientId: randomUUID(),
  approvalId: randomUUID(),
  secret: `secret-of-${name}`,
  refreshToken: `refresh-token-of-${name}`,
  accessToken: `access-token-of-${name}`,
})

const holders = {
  unapproved: holder('unapproved'),
  blockedByOperation: holder('blocked-by-operation', randomUUID()),
  blockedByChange: holder('blocked-by-change', randomUUID()),
  blockedBefore: holder('blocked-before', randomUUID()),
  blockedClient: holder('blocked-client'),
  rotated: holder('rotated'),
  disconnected: holder('disconnected'),
  deletedUser: holder('deleted-user', randomUUID()),
  remade: holder('remade'),
}

const server = await startServer({
  fixtures: await demoFixtures(({ users, clients, connections, approvals, tokens }) => {
    const lasting = { expires_in: 3600, user_id: user.id }
    const scope = 'client:read'
    const ofCode = { client_id: clinic.id, grant_type: 'password', redirect_uri: clinic.redirectUri, scope_request: scope }
    tokens.push(
      { ...lasting, name: 'authorization_code', value: code, details: ofCode },
      { ...lasting, name: 'access_token', ...accessToken, details: { client_id: clinic.id, grant_type: 'authorization_code', scope } },
      { ...lasting, name: 'access_token', value: session, details: { client_id: portal, grant_type: 'password', scope: 'app:authorize' } },
    )
    clients.push({ ...itemOf(clients, mis.id), id: otherMis.id })
    connections.push({ client_id: otherMis.id, consumer_id: otherMis.id, redirect_uri: 'https://other-mis.example', secret: otherMis.apiKey })
    for (const { userId, clientId, approvalId, secret, refreshToken, accessToken } of Object.values(holders)) {
      const owner = { user_id: userId, client_id: clientId }
      const newUser = { id: userId, email: `${userId}@example.com`, password: 'Some-Password-1', is_blocked: userId === holders.blockedBefore.userId }
      if (userId !== user.id) users.push(newUser)
      clients.push({ ...itemOf(clients, clinic.id), id: clientId })
      connections.push({ client_id: clientId, consumer_id: clientId, redirect_uri: clinic.redirectUri, secret })
      approvals.push({ ...owner, id: approvalId, scope })
      const details = { client_id: clientId, grant_type: 'authorization_code' }
      tokens.push({ ...lasting, user_id: userId, name: 'refresh_token', value: refreshToken, details: { ...details, scope: '' } })
      tokens.push({ ...lasting, user_id: userId, name: 'access_token', value: accessToken, details: { ...details, scope } })
    }
  }),
})
afterAll(server.close)
const admin = administrate(server)

const grant = (token: object) => call(server, 'POST /oauth/tokens', { body: { token } })
const readClinic = (headers: Record<string, string>) => call(server, `GET /api/clients/${clinic.id}`, { headers })
const readPharmacy = (apiKey: string) =>
  call(server, `GET /api/clients/${pharmacy.id}/connections`, { headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': apiKey } })

const noBearer = [401, 'access_denied', 'Invalid access token']
const noToken = [401, 'token_not_found', 'Token not found.']
const wrongClient = [401, 'invalid_client', 'Invalid client id or secret.']
const foreign = [401, 'invalid_grant', 'Token not found or expired.']
const ended = [401, 'token_expired', 'Token expired.']

describe('a credential is good for nothing but its own purpose:', () => {
  /** What can be presented somewhere, and how it is refused there. */
  const purposes: Record<string, { present: (value: string) => Promise<Answer>; refused: unknown[] }> = {
    'a bearer token': { present: (value) => readClinic({ Authorization: `Bearer ${value}` }), refused: noBearer },
    'a refresh token': { present: (refresh_token) => grant({ ...refreshGrant.token, refresh_token }), refused: noToken },
    'a code': { present: (value) => grant(codeGrant(value).token), refused: noToken },
    'a secret': { present: (client_secret) => grant({ ...refreshGrant.token, client_secret }), refused: wrongClient },
    'an API-key': { present: readPharmacy, refused: noBearer },
  }

  /** Each with the purpose that it is good for, if any. */
  const credentials: [name: string, value: string, purpose?: string][] = [
    ['an access token', accessToken.value, 'a bearer token'],
    ['a refresh token', clinic.refreshToken, 'a refresh token'],
    ['a secret', clinic.secret, 'a secret'],
    ['an API-key', mis.apiKey, 'an API-key'],
    ['a password', user.password],
    ['the id of a token', accessToken.id],
    ['what is stored of a token', hashSecretValue(accessToken.value)],
    ['what is stored of a refresh token', hashSecretValue(clinic.refreshToken)],
    ['what is stored of a secret', hashSecretValue(clinic.secret)],
    // Good once only, so it comes last.
    ['a code', code, 'a code'],
  ]

  it.each(credentials)('%s', async (_name, value, own) => {
    await changingNothing(server, async () => {
      for (const [purpose, { present, refused }] of Object.entries(purposes)) {
        if (purpose !== own) expect([purpose, ...refusal(await present(value))]).toEqual([purpose, ...refused])
      }
    })
    if (own !== undefined) expect((await purposes[own]!.present(value)).status).toBeLessThan(300)
  })
})

it('a nonce is no token, no secret and no API-key', async () => {
  const { token } = (await call(server, 'POST /oauth/nonce', { body: { client_id: portal } })).body.data
  for (const answer of [await readClinic({ Authorization: `Bearer ${token}` }), await readPharmacy(token)]) expect(refusal(answer)).toEqual(noBearer)
  const everywhere = { ...refreshGrant.token, client_secret: token, refresh_token: token }
  expect(brokenFields(await grant(everywhere))).toEqual(['$.client_secret length', '$.refresh_token length'])
})

describe('a thief with a client of their own, and its right secret,', () => {
  const own = { client_id: pharmacy.id, client_secret: pharmacy.secret }

  it('gets nothing for the refresh token of another client, which its owner goes on using', async () => {
    expect(refusal(await changingNothing(server, () => grant({ ...refreshGrant.token, ...own })))).toEqual(foreign)
    expect((await grant(refreshGrant.token)).status).toBe(201)
  })

  it.each([
    ['of that client', clinic.redirectUri],
    ['of their own', pharmacy.redirectUri],
  ])('gets nothing for the code of another client with the redirect URI %s, and its owner does', async (_whose, redirect_uri) => {
    const details = { client_id: clinic.id, grant_type: 'password', redirect_uri: clinic.redirectUri, scope_request: 'client:read' }
    const value = `code-${randomUUID()}`
    made(await admin('POST /admin/tokens', { token: { name: 'authorization_code', value, expires_at: 4_102_444_800, user_id: user.id, details } }))
    const theft = { ...codeGrant(value).token, ...own, redirect_uri }
    expect(refusal(await changingNothing(server, () => grant(theft)))).toEqual(foreign)
    expect((await grant(codeGrant(value).token)).status).toBe(201)
  })
})

describe('the stolen token of a client that a system acts for', () => {
  it('renews no secret through another system', async () => {
    const [connection] = (await readPharmacy(mis.apiKey)).body.data
    const refresh = () =>
      call(server, `PATCH /api/clients/${pharmacy.id}/connections/${connection.id}/actions/refresh_secret`, {
        headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': otherMis.apiKey },
      })
    expect(refusal(await changingNothing(server, refresh))).toEqual([403, 'forbidden'])
  })
})

describe('a stolen refresh token is worth nothing', () => {
  const refresh = ({ clientId: client_id, secret: client_secret, refreshToken: refresh_token }: Holder) =>
    grant({ grant_type: 'refresh_token', client_id, client_secret, refresh_token })
  const use = ({ clientId }: Holder, value: string) => call(server, `GET /api/clients/${clientId}`, { headers: { Authorization: `Bearer ${value}` } })

  /** Shows that the holder's tokens are good, does what ends them, and shows that they are refused without leaving a trace. */
  async function expectEnd(holder: Holder, end: () => Promise<Answer>, refused: unknown[]) {
    expect([(await refresh(holder)).status, (await use(holder, holder.accessToken)).status]).toEqual([201, 200])
    expect((await end()).status).toBeLessThan(300)
    expect(refusal(await changingNothing(server, () => refresh(holder)))).toEqual(refused)
  }

  it('once the approval was taken back, and not when the user approves anew', async () => {
    const { unapproved } = holders
    await expectEnd(unapproved, () => admin(`DELETE /admin/apps/${unapproved.approvalId}`), ended)
    made(await admin('POST /admin/apps', { app: { user_id: unapproved.userId, client_id: unapproved.clientId, scope: 'client:read' } }))
    expect(refusal(await refresh(unapproved))).toEqual(ended)
    expect(refusal(await use(unapproved, unapproved.accessToken))).toEqual(noBearer)
  })

  it.each([
    ['by the operation for it', holders.blockedByOperation, (id: string) => admin(`PATCH /admin/users/${id}/actions/block`)],
    ['by a change of the user', holders.blockedByChange, (id: string) => admin(`PATCH /admin/users/${id}`, { user: { is_blocked: true } })],
  ])('once its user was blocked %s, and not when they are unblocked', async (_name, holder, block) => {
    await expectEnd(holder, () => block(holder.userId), ended)
    expect((await admin(`PATCH /admin/users/${holder.userId}/actions/unblock`)).status).toBe(200)
    expect(refusal(await refresh(holder))).toEqual(ended)
    expect(refusal(await use(holder, holder.accessToken))).toEqual(noBearer)
  })

  it('while its client is blocked: what it brings is refused', async () => {
    const { blockedClient } = holders
    expect((await admin(`PATCH /admin/clients/${blockedClient.clientId}`, { client: { is_blocked: true } })).status).toBe(200)
    const { body } = await refresh(blockedClient)
    for (const value of [body.data.value, blockedClient.accessToken]) expect(refusal(await use(blockedClient, value))).toEqual(noBearer)
  })

  it('while its user is blocked, also when it was made after that: what it brings is refused', async () => {
    const { blockedBefore } = holders
    const { body } = await refresh(blockedBefore)
    for (const value of [body.data.value, blockedBefore.accessToken]) expect(refusal(await use(blockedBefore, value))).toEqual(noBearer)
  })

  it('with the secret of before, once that was renewed', async () => {
    const { rotated } = holders
    const { data } = (await admin(`GET /admin/clients/${rotated.clientId}/connections`)).body
    const path = `/admin/clients/${rotated.clientId}/connections/${data[0].id}/actions/refresh_secret`
    await expectEnd(rotated, () => admin(`PATCH ${path}`), wrongClient)
  })

  it('once the connection was deleted', async () => {
    const { disconnected } = holders
    const { data } = (await admin(`GET /admin/clients/${disconnected.clientId}/connections`)).body
    await expectEnd(disconnected, () => admin(`DELETE /admin/clients/${disconnected.clientId}/connections/${data[0].id}`), wrongClient)
  })

  it('once its user was deleted', async () => {
    const { deletedUser } = holders
    await expectEnd(deletedUser, () => admin(`DELETE /admin/users/${deletedUser.userId}`), noToken)
  })

  it('once its client was deleted, and not when there is one with its id and secret again', async () => {
    const { remade } = holders
    const client = { name: 'Клініка', user_id: user.id, client_type_id: clinic.clientTypeId, priv_settings: { access_type: 'DIRECT' } }
    await expectEnd(remade, () => admin(`DELETE /admin/clients/${remade.clientId}`), wrongClient)
    await admin(`PUT /admin/clients/${remade.clientId}`, { client })
    made(await admin('POST /admin/apps', { app: { user_id: remade.userId, client_id: remade.clientId, scope: 'client:read' } }))
    const connection = { consumer_id: remade.clientId, redirect_uri: clinic.redirectUri }
    const { body } = await admin(`PUT /admin/clients/${remade.clientId}/connections`, connection)
    expect(refusal(await refresh({ ...remade, secret: body.data.secret }))).toEqual(ended)
    expect(refusal(await use(remade, remade.accessToken))).toEqual(noBearer)
  })
})
