import { afterAll, describe, expect, it } from 'vitest'
import type { Fixtures } from '../../server/fixtures/fixtures.ts'
import { rotateSecret } from '../../server/clients/rotate-secret.ts'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, mis, user } = demo
const numbered = (number: number) => `77777777-7777-4777-8777-00000000000${number}`

/** MISes that are not that of the demo data. */
const otherMis = { id: numbered(1), apiKey: 'other-mis-api-key' }
const blockedMis = { id: numbered(2), apiKey: 'blocked-mis-api-key' }
const narrowMis = { id: numbered(3), apiKey: 'narrow-mis-api-key' }
const scopelessMis = { id: numbered(4), apiKey: 'scopeless-mis-api-key' }
/** A clinic without any connection, and clients of types that are no legal entity, or that nobody has named. */
const secretless = numbered(5)
const nhs = numbered(6)
const unnamed = numbered(7)
const nhsType = numbered(8)
const unnamedType = numbered(9)

const scope = 'client:read secret:refresh'

function prepare({ client_types, clients, connections, tokens }: Required<Fixtures>): void {
  client_types.push({ id: nhsType, name: 'NHS', scope }, { id: unnamedType, name: 'OUTPATIENT', scope })
  const model = itemOf(clients, clinic.id)
  const modelMis = itemOf(clients, mis.id)
  clients.push(
    { ...modelMis, id: otherMis.id },
    { ...modelMis, id: blockedMis.id, is_blocked: true },
    { ...modelMis, id: narrowMis.id, priv_settings: { access_type: 'DIRECT', broker_scope: 'client:read' } },
    { ...modelMis, id: scopelessMis.id, priv_settings: { access_type: 'DIRECT' } },
    { ...model, id: secretless },
    { ...model, id: nhs, client_type_id: nhsType },
    { ...model, id: unnamed, client_type_id: unnamedType },
  )
  for (const { id, apiKey: secret } of [otherMis, blockedMis, narrowMis, scopelessMis]) {
    connections.push({ client_id: id, consumer_id: id, redirect_uri: 'https://mis.example', secret })
  }
  connections.push({ client_id: unnamed, consumer_id: unnamed, redirect_uri: 'https://unnamed.example', secret: 'unnamed-secret' })
  const token = (value: string, client_id: string, scope_ = scope) =>
    tokens.push({ name: 'access_token', value, user_id: user.id, expires_in: 3600, details: { client_id, grant_type: 'authorization_code', scope: scope_ } })
  token('clinic-token', clinic.id)
  token('narrow-token', pharmacy.id, 'client:read')
  token('secretless-token', secretless)
  token('mis-token', mis.id)
  token('nhs-token', nhs)
  token('portal-token', demo.portal)
  token('unnamed-token', unnamed)
  tokens.push({ name: 'access_token', value: 'ended-token', user_id: user.id, expires_at: 1_498_749_591, details: { client_id: pharmacy.id, grant_type: 'password', scope } })
}

const fixtures = await demoFixtures(prepare)
const start = () => startServer({ fixtures })
const server = await start()
afterAll(server.close)

interface Caller {
  id?: string
  token?: string
  apiKey?: string | undefined
  on?: TestServer
}

const refreshSecret = ({ id = pharmacy.id, token = pharmacy.ownerToken, apiKey = mis.apiKey, on = server }: Caller = {}) =>
  call(on, `PATCH /admin/clients/${id}/refresh_secret`, { headers: { Authorization: `Bearer ${token}`, 'API-key': apiKey } })

/** Tells whether the pharmacy is known by a secret. */
async function provesPharmacy(client_secret: string, on: TestServer) {
  const token = { grant_type: 'refresh_token', client_id: pharmacy.id, client_secret, refresh_token: pharmacy.refreshToken }
  return call(on, 'POST /oauth/tokens', { body: { token } })
}

const invalid = [401, 'access_denied', 'Invalid access token']
const noBearer = [401, 'access_denied', "Authorization header is not set or doesn't contain Bearer token"]
const missingScope = [403, 'forbidden', 'Your scope does not allow to access this resource. Missing allowances: secret:refresh']
const foreign = [403, 'forbidden']

describe("the owner's call", () => {
  it('answers with the six documented fields', async () => {
    const answer = await refreshSecret()
    expect(answer.status).toBe(200)
    expect(answerBreaches('refreshClientSecret', answer)).toEqual([])
    expect(answer.body).toEqual({
      meta: { code: 200, type: 'object', url: `${server.url}/admin/clients/${pharmacy.id}/refresh_secret`, request_id: answer.headers.get('x-request-id') },
      data: {
        id: pharmacy.id,
        name: 'Аптека 199',
        secret: expect.stringMatching(/^[\w-]{32}$/),
        redirect_uri: pharmacy.redirectUri,
        settings: {},
        priv_settings: { access_type: 'BROKER' },
      },
    })
  })

  it('says that it is deprecated, until when it works, and what replaces it', async () => {
    const { headers } = await refreshSecret()
    expect(headers.get('deprecation')).toBe('@1537142400')
    expect(headers.get('sunset')).toBe('Fri, 31 Dec 2027 23:59:59 GMT')
    const { id } = await connectionThrough(mis.id)
    expect(headers.get('link')).toBe(`</api/clients/${pharmacy.id}/connections/${id}/actions/refresh_secret>; rel="successor-version"`)
  })

  it('makes the new secret work and the old one fail at once', async () => {
    await using own = await start()
    const { secret } = (await refreshSecret({ on: own })).body.data
    expect((await provesPharmacy(secret, own)).status).toBe(201)
    expect(refusal(await provesPharmacy(pharmacy.secret, own))).toEqual([401, 'invalid_client', 'Invalid client id or secret.'])
  })

  it('gives another secret each time', async () => {
    const secrets = [await refreshSecret(), await refreshSecret()].map(({ body }) => body.data.secret)
    expect(new Set(secrets).size).toBe(2)
  })

  it('leaves tokens, codes and approvals as they are', async () => {
    await using own = await start()
    const rows = async () => [await own.store.read.selectFrom('tokens').selectAll().execute(), await own.store.read.selectFrom('approvals').selectAll().execute()]
    const before = await rows()
    await refreshSecret({ on: own })
    expect(await rows()).toEqual(before)
  })

  it('shows no secret that a call at the same time has replaced already', async () => {
    await using own = await start()
    const connection = await own.store.read.selectFrom('connections').where('consumer_id', '=', mis.id).where('client_id', '=', pharmacy.id).selectAll().executeTakeFirstOrThrow()
    const rotate = () => own.store.write((db) => rotateSecret(db, connection, own.now()))
    const [first, second] = await Promise.allSettled([rotate(), rotate()])
    expect(second).toMatchObject({ reason: { status: 409, type: 'request_conflict', text: 'The secret was refreshed by another call at the same time.' } })
    expect(first.status === 'fulfilled' && (await provesPharmacy(first.value, own)).status).toBe(201)
  })

  it('may come many times at once: of the secrets that are shown the last one works', async () => {
    await using own = await start()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refreshSecret({ on: own })))
    const shown = answers.filter(({ status }) => status === 200)
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    const works = await Promise.all(shown.map(async ({ body }) => (await provesPharmacy(body.data.secret, own)).status))
    expect(works.filter((status) => status === 201)).toHaveLength(1)
  })

  it('works with the id in capitals', async () => {
    expect((await refreshSecret({ id: pharmacy.id.toUpperCase() })).body.data.id).toBe(pharmacy.id)
  })

  it('of a DIRECT client needs no API-key, and ignores one', async () => {
    expect((await refreshSecret({ id: clinic.id, token: 'clinic-token', apiKey: '' })).status).toBe(200)
    expect((await refreshSecret({ id: clinic.id, token: 'clinic-token', apiKey: 'wrong' })).status).toBe(200)
  })

  it('works for a client type that nobody has named', async () => {
    expect((await refreshSecret({ id: unnamed, token: 'unnamed-token' })).status).toBe(200)
  })
})

const connectionThrough = (consumer: string, client = pharmacy.id, on = server) =>
  on.store.read.selectFrom('connections').where('client_id', '=', client).where('consumer_id', '=', consumer).selectAll().executeTakeFirstOrThrow()

describe('every other caller is refused', () => {
  it.each<[string, Caller, unknown]>([
    ['with an unknown token', { token: 'unknown' }, invalid],
    ['with an expired token', { token: 'ended-token' }, invalid],
    ['with a refresh token', { token: pharmacy.refreshToken }, invalid],
    ['without API-key', { apiKey: '' }, [401, 'access_denied', 'API-KEY header required']],
    ['with an unknown API-key', { apiKey: 'unknown' }, invalid],
    ['with the API-key of a blocked MIS', { apiKey: blockedMis.apiKey }, invalid],
    ['with a secret as API-key whose client has no broker scope', { apiKey: scopelessMis.apiKey }, invalid],
    ['with its own secret as API-key', { apiKey: pharmacy.secret }, invalid],
    ['without the scope', { token: 'narrow-token' }, missingScope],
    ['through a MIS without the scope', { apiKey: narrowMis.apiKey }, missingScope],
    ['when it is a MIS, for itself', { id: mis.id, token: 'mis-token' }, foreign],
    ['when it is a MIS, for its client', { token: 'mis-token' }, foreign],
    ['when it is the NHS, for itself', { id: nhs, token: 'nhs-token' }, foreign],
    ['when it is the NHS, for another', { token: 'nhs-token' }, foreign],
    ['when it is the portal', { id: demo.portal, token: 'portal-token' }, foreign],
    ['for another client', { id: clinic.id }, foreign],
    ['for a client that is none', { id: '22222222-2222-4222-8222-222222222222' }, foreign],
    ['for an id that is no UUID, as in the original documentation', { id: 'role-1380df72-275a-11e7-93ae-92361f002671' }, foreign],
    ['when there is no secret to refresh', { id: secretless, token: 'secretless-token' }, [404, 'not_found']],
  ])('%s', async (_name, caller, expected) => {
    expect(refusal(await refreshSecret(caller))).toEqual(expected)
  })

  it('without a bearer token', async () => {
    const answer = await call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers: { 'API-key': mis.apiKey } })
    expect(refusal(answer)).toEqual(noBearer)
  })

  it.each([
    ['its user is blocked', (own: TestServer) => own.store.write((db) => db.updateTable('users').set({ is_blocked: 1 }).execute())],
    ['its client is blocked', (own: TestServer) => own.store.write((db) => db.updateTable('clients').set({ is_blocked: 1 }).where('id', '=', pharmacy.id).execute())],
    ['its client is gone', (own: TestServer) => own.store.write((db) => db.deleteFrom('clients').where('id', '=', pharmacy.id).execute())],
    ['its client has no access_type', (own: TestServer) => own.store.write((db) => db.updateTable('clients').set({ priv_settings: '{}' }).where('id', '=', pharmacy.id).execute())],
  ])('when %s', async (_name, change) => {
    await using own = await start()
    await change(own)
    expect(refusal(await refreshSecret({ on: own }))).toEqual(invalid)
  })

  it('also with a legal_entity_id in the query, by which the original was passed by accident', async () => {
    const headers = { Authorization: 'Bearer mis-token' }
    const target = `PATCH /admin/clients/${pharmacy.id}/refresh_secret?legal_entity_id=${pharmacy.id}`
    expect(refusal(await call(server, target, { headers }))).toEqual(foreign)
  })

  it('and the secret stays as it was', async () => {
    const before = await connectionThrough(mis.id)
    await refreshSecret({ token: 'mis-token' })
    await refreshSecret({ token: 'narrow-token' })
    await refreshSecret({ apiKey: 'unknown' })
    expect(await connectionThrough(mis.id)).toEqual(before)
  })
})

describe('of two broken rules the earlier one answers', () => {
  it.each<[string, Caller, unknown]>([
    ['the token before the API-key', { token: 'unknown', apiKey: '' }, invalid],
    ['the API-key before the scope', { token: 'narrow-token', apiKey: '' }, [401, 'access_denied', 'API-KEY header required']],
    ['the API-key before the client of the path', { id: clinic.id, apiKey: 'unknown' }, invalid],
    ['the scope before the client of the path', { id: clinic.id, token: 'narrow-token' }, missingScope],
    ['the client of the path before its secret', { id: secretless }, foreign],
  ])('%s', async (_name, caller, expected) => {
    expect(refusal(await refreshSecret(caller))).toEqual(expected)
  })
})

describe('which secret is renewed', () => {
  /** Starts a server where the pharmacy is connected as said, refreshes, and tells whose connection has changed. */
  async function renewed(consumers: string[], { apiKey, accessType = 'BROKER' }: { apiKey: string; accessType?: string }) {
    await using own = await startServer({
      fixtures: await demoFixtures((lists) => {
        prepare(lists)
        itemOf(lists.clients, pharmacy.id).priv_settings = { access_type: accessType }
        lists.connections = lists.connections.filter(({ client_id }) => client_id !== pharmacy.id)
        for (const consumer_id of consumers) {
          lists.connections.push({ client_id: pharmacy.id, consumer_id, redirect_uri: `https://${consumer_id}.example`, secret: `secret-${consumer_id}` })
        }
      }),
    })
    const hashes = async () => {
      const rows = await own.store.read.selectFrom('connections').select(['client_id', 'consumer_id', 'secret_hash']).execute()
      return new Map(rows.map(({ client_id, consumer_id, secret_hash }) => [`${client_id} ${consumer_id}`, secret_hash]))
    }
    const before = await hashes()
    const answer = await refreshSecret({ apiKey, on: own })
    const after = await hashes()
    return { answer, changed: [...after].filter(([pair, hash]) => before.get(pair) !== hash).map(([pair]) => pair) }
  }

  it.each([
    ["that of the API-key's MIS, before the own", [pharmacy.id, mis.id, otherMis.id], { apiKey: mis.apiKey }, mis.id],
    ["that of the API-key's MIS, whichever comes first", [otherMis.id, mis.id], { apiKey: otherMis.apiKey }, otherMis.id],
    ['else the own', [otherMis.id, pharmacy.id], { apiKey: mis.apiKey }, pharmacy.id],
    ['else the only one', [otherMis.id], { apiKey: mis.apiKey }, otherMis.id],
    ['of a DIRECT client the own, whatever API-key it sends', [mis.id, pharmacy.id], { apiKey: mis.apiKey, accessType: 'DIRECT' }, pharmacy.id],
    ['of a DIRECT client else the only one', [mis.id], { apiKey: '', accessType: 'DIRECT' }, mis.id],
  ])('is %s', async (_name, consumers, presented, expected) => {
    const { answer, changed } = await renewed(consumers, presented)
    expect(answer.status).toBe(200)
    expect(changed).toEqual([`${pharmacy.id} ${expected}`])
    expect(answer.body.data.redirect_uri).toBe(`https://${expected}.example`)
  })

  it.each([
    ['a BROKER client', [otherMis.id, narrowMis.id], { apiKey: mis.apiKey }],
    ['a DIRECT client', [otherMis.id, mis.id], { apiKey: mis.apiKey, accessType: 'DIRECT' }],
  ])('is not guessed for %s with several connections', async (_name, consumers, presented) => {
    const { answer, changed } = await renewed(consumers, presented)
    expect(refusal(answer).slice(0, 2)).toEqual([409, 'request_conflict'])
    expect(changed).toEqual([])
  })
})
