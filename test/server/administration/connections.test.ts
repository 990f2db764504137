import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, bearer, fault, faults, made, malformed, missing, moment, nobody, someId, types, unknown } from '../../fixtures/administration.ts'
import { call } from '../../fixtures/call.ts'
import { answerBreaches } from '../../fixtures/contract-check.ts'
import { approve, codeGrant, demo } from '../../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../../fixtures/demo-fixtures.ts'
import { refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'

const { user, clinic, pharmacy, mis, portal } = demo
const numbered = (number: number) => `77777777-7777-4777-8777-00000000000${number}`
const otherMis = { id: numbered(1), apiKey: 'other-mis-api-key' }
const blockedMis = { id: numbered(2), apiKey: 'blocked-mis-api-key' }
const nhs = { id: numbered(3), type: numbered(4) }
const outpatient = { id: numbered(5), type: numbered(6) }

const scope = 'client:read connection:read connection:write connection:refresh_secret connection:delete'
const fixtures = await demoFixtures(({ client_types, clients, connections }) => {
  client_types.push({ id: nhs.type, name: 'NHS', scope }, { id: outpatient.type, name: 'OUTPATIENT', scope })
  const model = itemOf(clients, mis.id)
  clients.push(
    { ...model, id: otherMis.id },
    { ...model, id: blockedMis.id, is_blocked: true },
    { ...itemOf(clients, clinic.id), id: nhs.id, client_type_id: nhs.type },
    { ...itemOf(clients, clinic.id), id: outpatient.id, client_type_id: outpatient.type },
  )
  for (const { id, apiKey: secret } of [otherMis, blockedMis]) connections.push({ client_id: id, consumer_id: id, redirect_uri: 'https://mis.example.com', secret })
  for (const consumer_id of [mis.id, blockedMis.id]) connections.push({ client_id: clinic.id, consumer_id, redirect_uri: 'https://through.example.com', secret: `clinic-through-${consumer_id}` })
  for (const id of [nhs.id, outpatient.id]) connections.push({ client_id: id, consumer_id: id, redirect_uri: 'https://own.example.com', secret: `own-${id}` })
})
const server = await startServer({ fixtures })
afterAll(server.close)
const admin = administrate(server)

/** The id of a connection. */
async function idOf(client_id: string, consumer_id: string): Promise<string> {
  return (await admin(`GET /admin/clients/${client_id}/connections?consumer_id=${consumer_id}`)).body.data[0].id
}

interface Connected {
  client: string
  /** Its own connection, and that secret. */
  id: string
  secret: string
}

/** A new client with a connection of its own. */
async function newClient(client_type_id: string = types.clinic): Promise<Connected> {
  const fields = { name: 'Клініка', user_id: user.id, client_type_id, priv_settings: { access_type: 'DIRECT', broker_scope: scope } }
  const { id: client } = made(await admin('POST /admin/clients', { client: fields }))
  const { id, secret } = await connect(client, client)
  return { client, id, secret }
}

const connect = async (client: string, consumer_id: string) => made(await admin(`PUT /admin/clients/${client}/connections`, { consumer_id, redirect_uri: 'https://example.com/callback' }))

/** Tells whether a client is known by a secret: an unknown token is then all that is wrong. */
async function proves(client_id: string, client_secret: string): Promise<boolean> {
  const token = { grant_type: 'refresh_token', client_id, client_secret, refresh_token: 'unknown' }
  const [, type] = refusal(await call(server, 'POST /oauth/tokens', { body: { token } }))
  expect(type).toBeOneOf(['token_not_found', 'invalid_client'])
  return type === 'token_not_found'
}

const forbidden = [403, 'forbidden']
const notFound = [404, 'not_found']

/** What can be done with the connections of a client, and with what it begins. */
const operations: [what: string, target: (client: string, connection: string) => string, body: object | undefined, status: number][] = [
  ['list', (client) => `GET /api/clients/${client}/connections`, undefined, 200],
  ['show', (client, connection) => `GET /api/clients/${client}/connections/${connection}`, undefined, 200],
  ['PATCH', (client, connection) => `PATCH /api/clients/${client}/connections/${connection}`, { redirect_uri: 'https://example.com/new' }, 200],
  ['PUT', (client, connection) => `PUT /api/clients/${client}/connections/${connection}`, { redirect_uri: 'https://example.com/new' }, 200],
  ['refresh', (client, connection) => `PATCH /api/clients/${client}/connections/${connection}/actions/refresh_secret`, undefined, 200],
  ['delete', (client, connection) => `DELETE /api/clients/${client}/connections/${connection}`, undefined, 204],
]

describe('the own client', () => {
  it.each<[string, string]>([
    ['of a clinic', clinic.id],
    ['of a MIS', mis.id],
    ['of a type that nobody has named', outpatient.id],
    ['of the patient portal', portal],
    ['of an administration', nhs.id],
  ])('%s can be shown', async (_what, client_id) => {
    const headers = await bearer(server, { user_id: user.id, client_id, scope })
    const { status, body } = await call(server, `GET /api/clients/${client_id.toUpperCase()}`, { headers })
    expect([status, body.data.id]).toEqual([200, client_id])
    expect(body.data).not.toHaveProperty('priv_settings')
    expect((await call(server, `GET /api/clients/${client_id}/connections`, { headers })).status).toBe(200)
  })

  it.each([
    ['of a clinic', clinic.id],
    ['of a MIS', mis.id],
    ['of a type that nobody has named', outpatient.id],
  ])('%s is the only one that is listed, whatever the filters', async (_what, client_id) => {
    const headers = await bearer(server, { user_id: user.id, client_id, scope })
    for (const query of ['', `?id=${pharmacy.id}`, '?page_size=300']) {
      const answer = await call(server, `GET /api/clients${query}`, { headers })
      expect(answerBreaches('listClientProfiles', answer)).toEqual([])
      expect(answer.body.data.map(({ id }: { id: string }) => id)).toEqual([client_id])
    }
    expect((await call(server, 'GET /api/clients?name=nothing', { headers })).body.data).toEqual([])
  })

  it.each([
    ['the patient portal', portal],
    ['an administration', nhs.id],
  ])('is not all that %s sees', async (_what, client_id) => {
    const headers = await bearer(server, { user_id: user.id, client_id, scope })
    const { body } = await call(server, 'GET /api/clients?page_size=300', { headers })
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([clinic.id, pharmacy.id, mis.id, portal, nhs.id]))
    expect(JSON.stringify(body)).not.toContain('priv_settings')
  })
})

it('a client of others is shown to nobody who is bound to their own', async () => {
  const headers = await bearer(server, { user_id: user.id, client_id: clinic.id, scope })
  for (const id of [pharmacy.id, nobody]) expect(refusal(await call(server, `GET /api/clients/${id}`, { headers }))).toEqual(forbidden)
  expect(refusal(await admin(`GET /api/clients/${nobody}`))).toEqual(notFound)
  expect(refusal(await admin('GET /api/clients/x'))[0]).toBe(400)
})

describe.each(operations)('%s of a connection', (_what, target, body, status) => {
  it.each([
    ['a clinic', clinic.id],
    ['a MIS', mis.id],
    ['a client of a type that nobody has named', outpatient.id],
  ])('of another client is forbidden to %s', async (_caller, client_id) => {
    const headers = await bearer(server, { user_id: user.id, client_id, scope })
    const foreign = await idOf(pharmacy.id, mis.id)
    expect(refusal(await call(server, target(pharmacy.id, foreign), { headers, body }))).toEqual(forbidden)
    expect(refusal(await call(server, target(nobody, foreign), { headers, body }))).toEqual(forbidden)
  })

  it.each([
    ['a clinic', types.clinic],
    ['a MIS', types.mis],
    ['a client of a type that nobody has named', outpatient.type],
  ])('is done by %s', async (_caller, type) => {
    const { client, id } = await newClient(type)
    const headers = await bearer(server, { user_id: user.id, client_id: client, scope })
    expect((await call(server, target(client, id), { headers, body })).status).toBe(status)
  })

  it.each([
    ['the patient portal', portal],
    ['an administration', nhs.id],
    ['another administration', administration.client],
  ])('of anybody is done by %s', async (_caller, client_id) => {
    const { client, id } = await newClient()
    const headers = await bearer(server, { user_id: user.id, client_id, scope })
    expect((await call(server, target(client.toUpperCase(), id.toUpperCase()), { headers, body })).status).toBe(status)
  })
})

describe.each(operations.slice(1))('%s', (_what, target, body) => {
  it('knows no connection of another client, and none that is not there', async () => {
    const headers = await bearer(server, { user_id: user.id, client_id: clinic.id, scope })
    for (const connection of [await idOf(pharmacy.id, mis.id), nobody]) {
      expect(refusal(await call(server, target(clinic.id, connection), { headers, body }))).toEqual(notFound)
      expect(refusal(await admin(target(clinic.id, connection), body))).toEqual(notFound)
    }
    for (const [client, connection, field] of [['x', nobody, '$.id'], [clinic.id, 'x', '$.connection_id']] as const) {
      const answer = await admin(target(client, connection), body)
      expect(refusal(answer)[0]).toBe(400)
      expect(answer.body.error.invalid).toMatchObject([{ entry: field }])
    }
  })

  it('for another client is forbidden before anything is said of the body', async () => {
    const headers = await bearer(server, { user_id: user.id, client_id: clinic.id, scope })
    const wrong = body === undefined ? undefined : { redirect_uri: 'http://localhost' }
    expect(refusal(await call(server, target(pharmacy.id, nobody), { headers, body: wrong }))).toEqual(forbidden)
  })
})

it('the pharmacy acts through its MIS alone', async () => {
  const Authorization = `Bearer ${pharmacy.ownerToken}`
  const target = `GET /api/clients/${pharmacy.id}/connections`
  expect((await call(server, target, { headers: { Authorization, 'API-key': mis.apiKey } })).status).toBe(200)
  expect(refusal(await call(server, target, { headers: { Authorization } }))).toEqual([401, 'access_denied', 'API-KEY header required'])
  expect(refusal(await call(server, target, { headers: { Authorization, 'API-key': 'unknown' } }))).toEqual([401, 'access_denied', 'Invalid access token'])
})

it('a connection is shown without its secret', async () => {
  const id = await idOf(pharmacy.id, mis.id)
  const expected = { id, client_id: pharmacy.id, consumer_id: mis.id, redirect_uri: pharmacy.redirectUri, inserted_at: moment, updated_at: moment }
  for (const prefix of ['/api', '/admin']) {
    expect((await admin(`GET ${prefix}/clients/${pharmacy.id.toUpperCase()}/connections/${id.toUpperCase()}`)).body.data).toEqual(expected)
    expect((await admin(`GET ${prefix}/clients/${pharmacy.id}/connections`)).body.data).toEqual([expected])
    expect(refusal(await admin(`GET ${prefix}/clients/${nobody}/connections`))).toEqual(notFound)
  }
})

/** The ways in which the redirect URI of a connection can be changed. */
const changes: [string, (client: string, connection: string) => string][] = [
  ['PATCH /api', (client, connection) => `PATCH /api/clients/${client}/connections/${connection}`],
  ['PUT /api', (client, connection) => `PUT /api/clients/${client}/connections/${connection}`],
  ['PATCH /admin', (client, connection) => `PATCH /admin/clients/${client}/connections/${connection}`],
]

describe.each(changes)('%s', (_way, target) => {
  it('changes the redirect URI and nothing else', async () => {
    const { client, id, secret } = await newClient()
    const before = (await admin(`GET /admin/clients/${client}/connections/${id}`)).body.data
    server.advance(1)
    const { status, body } = await admin(target(client, id), { redirect_uri: 'https://example.com/new?a=b' })
    expect(status).toBe(200)
    expect(body.data).toEqual({ ...before, redirect_uri: 'https://example.com/new?a=b', updated_at: moment })
    expect(Date.parse(body.data.updated_at)).toBeGreaterThan(Date.parse(before.updated_at))
    expect(await proves(client, secret)).toBe(true)
  })

  it.each<[unknown, string]>([
    ['http://localhost', 'format'],
    ['http://example.com', 'format'],
    ['https://', 'format'],
    ['example.com', 'format'],
    ['javascript:alert(1)', 'format'],
    ['ftp://example.com', 'format'],
    [' https://example.com', 'format'],
    ['https://example.com/a b', 'format'],
    ['https://example.com/#fragment', 'format'],
    ['https://user@example.com', 'format'],
    ['https://example.com\\@evil.com', 'format'],
    ['https://example.com\n', 'format'],
    [`https://example.com/${'x'.repeat(2_048)}`, 'length'],
    [5, 'cast'],
    [['https://example.com'], 'cast'],
    ['', 'required'],
    [null, 'required'],
    [undefined, 'required'],
  ])('refuses %j', async (redirect_uri, rule) => {
    const id = await idOf(clinic.id, clinic.id)
    expect(faults(await admin(target(clinic.id, id), { redirect_uri }))).toMatchObject([{ entry_type: 'json_data_property', entry: '$.redirect_uri', rules: [{ rule }] }])
    expect((await admin(`GET /admin/clients/${clinic.id}/connections/${id}`)).body.data.redirect_uri).toBe(clinic.redirectUri)
  })
})

it('a redirect URI decides where codes may be sent as soon as it is changed', async () => {
  await using own = await startServer()
  const code = await approve(own)
  const path = `/admin/clients/${clinic.id}/connections`
  const { id } = (await administrate(own)(`GET ${path}`)).body.data[0]
  await administrate(own)(`PATCH ${path}/${id}`, { redirect_uri: 'https://example.com/new' })
  expect(refusal(await call(own, 'POST /oauth/tokens', { body: codeGrant(code) }))).toEqual([401, 'invalid_client', 'The redirection URI provided does not match a pre-registered value.'])
})

it.each(['https://приклад.укр', 'https://[2001:db8::1]:8443/', 'https://example.com?a=%D1%94&b', `https://example.com/${'x'.repeat(2_028)}`])('a redirect URI may be %s', async (redirect_uri) => {
  const { client, id } = await newClient()
  for (const [, target] of changes) {
    const { status, body } = await admin(target(client, id), { redirect_uri })
    expect([status, body.data?.redirect_uri]).toEqual([200, redirect_uri])
  }
  expect((await admin(`GET /api/clients/${client}/connections`)).body.data.map((connection: { redirect_uri: string }) => connection.redirect_uri)).toEqual([redirect_uri])
})

it('what else is sent with a redirect URI is ignored for integrators, and refused for administrators', async () => {
  const { client, id, secret } = await newClient()
  for (const [member, value] of Object.entries({ consumer_id: otherMis.id, client_id: pharmacy.id, secret: 'chosen', id: nobody, more: 1 })) {
    const body = { redirect_uri: 'https://example.com/new', [member]: value }
    for (const method of ['PATCH', 'PUT']) {
      const answer = await admin(`${method} /api/clients/${client}/connections/${id}`, body)
      expect(answer.body.data).toMatchObject({ id, client_id: client, consumer_id: client })
    }
    expect(faults(await admin(`PATCH /admin/clients/${client}/connections/${id}`, body))).toMatchObject([{ entry: `$.${member}`, rules: [{ rule: 'schema' }] }])
  }
  expect(await proves(client, secret)).toBe(true)
  expect(await proves(client, 'chosen')).toBe(false)
})

describe.each(['/api', '/admin'])('a connection deleted below %s', (prefix) => {
  it('is gone for good, with its secret; tokens and other connections stay', async () => {
    const { client, id, secret } = await newClient()
    const through = await connect(client, mis.id)
    await bearer(server, { user_id: user.id, client_id: client, scope })
    const tokens = async () => (await admin(`GET /admin/tokens?client_id=${client}`)).body.data
    const before = await tokens()
    const answer = await admin(`DELETE ${prefix}/clients/${client}/connections/${id}`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(await proves(client, secret)).toBe(false)
    expect(refusal(await admin(`GET ${prefix}/clients/${client}/connections/${id}`))).toEqual(notFound)
    expect(refusal(await admin(`DELETE ${prefix}/clients/${client}/connections/${id}`))).toEqual(notFound)
    expect(await tokens()).toEqual(before)
    expect(before).toHaveLength(1)
    expect(await proves(client, through.secret)).toBe(true)
  })
})

describe('PUT /admin/clients/{id}/connections', () => {
  const put = (client: string, body: object) => admin(`PUT /admin/clients/${client}/connections`, body)
  const newClient = async (): Promise<string> => made(await admin('POST /admin/clients', { client: { name: 'Клініка', user_id: user.id, client_type_id: types.clinic } })).id

  it('makes a connection, whose secret works', async () => {
    const client = await newClient()
    const answer = await put(client.toUpperCase(), { consumer_id: mis.id.toUpperCase(), redirect_uri: 'https://example.com' })
    expect(answer.status).toBe(201)
    expect(answerBreaches('upsertConnection', answer)).toEqual([])
    const { id, secret } = answer.body.data
    expect(answer.body.data).toEqual({
      id: someId, client_id: client, consumer_id: mis.id, redirect_uri: 'https://example.com', secret: expect.stringMatching(/^[\w-]{32}$/), inserted_at: moment, updated_at: moment,
    })
    expect(answer.headers.get('location')).toBe(`/admin/clients/${client}/connections/${id}`)
    const { secret: _secret, ...shown } = answer.body.data
    expect((await admin(`GET ${answer.headers.get('location')}`)).body.data).toEqual(shown)
    expect(await proves(client, secret)).toBe(true)
  })

  it('again changes the same connection and shows no secret, and the first stays', async () => {
    const client = await newClient()
    const first = made(await put(client, { consumer_id: mis.id, redirect_uri: 'https://example.com' }))
    const answer = await put(client, { consumer_id: mis.id, redirect_uri: 'https://example.com/new' })
    expect(answer.status).toBe(200)
    expect(answerBreaches('upsertConnection', answer)).toEqual([])
    const { secret, ...connection } = first
    expect(answer.body.data).toEqual({ ...connection, redirect_uri: 'https://example.com/new', updated_at: moment })
    expect(answer.headers.get('location')).toBe(`/admin/clients/${client}/connections/${first.id}`)
    expect(await proves(client, secret)).toBe(true)
    const kept = await put(client, { consumer_id: mis.id })
    expect([kept.status, kept.body.data.redirect_uri]).toEqual([200, 'https://example.com/new'])
  })

  it('makes one connection for each system', async () => {
    const client = await newClient()
    const ids = new Set()
    for (const consumer_id of [client, mis.id, otherMis.id]) ids.add(made(await put(client, { consumer_id, redirect_uri: 'https://example.com' })).id)
    expect(ids.size).toBe(3)
  })

  it('at once by many makes one', async () => {
    const client = await newClient()
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(client, { consumer_id: mis.id, redirect_uri: 'https://example.com' })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1)
    const { secret } = answers.find(({ status }) => status === 201)!.body.data
    expect(await proves(client, secret)).toBe(true)
  })

  it('takes the client in the body too, when it is that of the path', async () => {
    const client = await newClient()
    made(await put(client, { consumer_id: mis.id, redirect_uri: 'https://example.com', client_id: client.toUpperCase() }))
    expect(faults(await put(client, { consumer_id: mis.id, redirect_uri: 'https://example.com', client_id: clinic.id }))).toEqual([fault('client_id', 'inclusion', 'is not that of the path')])
  })

  it.each<[string, object, unknown[]]>([
    ['nothing', {}, [missing('consumer_id')]],
    ['no redirect URI', { consumer_id: mis.id }, [missing('redirect_uri')]],
    ['a system that nobody knows', { consumer_id: nobody, redirect_uri: 'https://example.com' }, [unknown('consumer_id')]],
    ['neither, for what is missing first', { consumer_id: nobody }, [missing('redirect_uri')]],
    ['a system whose id is none', { consumer_id: 'x', redirect_uri: 'https://example.com' }, [malformed('consumer_id')]],
    ['http', { consumer_id: mis.id, redirect_uri: 'http://localhost' }, [fault('redirect_uri', 'format', 'has invalid format', [expect.stringContaining('^https://')])]],
    ['a secret of its own', { consumer_id: mis.id, redirect_uri: 'https://example.com', secret: 'chosen' }, [expect.objectContaining({ entry: '$.secret' })]],
  ])('refuses %s, and makes nothing', async (_what, body, entries) => {
    const client = await newClient()
    expect(faults(await put(client, body))).toEqual(entries)
    expect((await admin(`GET /admin/clients/${client}/connections`)).body.data).toEqual([])
  })

  it('knows no other client', async () => {
    expect(refusal(await put(nobody, { consumer_id: mis.id, redirect_uri: 'https://example.com' }))).toEqual(notFound)
    expect(refusal(await put('x', { consumer_id: mis.id, redirect_uri: 'https://example.com' }))[0]).toBe(400)
  })
})

describe.each(['/api', '/admin'])('the secret of a connection, renewed below %s', (prefix) => {
  const refresh = ({ client, id }: { client: string; id: string }, apiKey?: string) =>
    call(server, `PATCH ${prefix}/clients/${client}/connections/${id}/actions/refresh_secret`, {
      headers: { ...administration.headers, ...(apiKey === undefined ? {} : { 'API-key': apiKey }) },
    })

  it('works at once, and the old one no more; tokens and approvals stay', async () => {
    const { client, id, secret } = await newClient()
    await bearer(server, { user_id: user.id, client_id: client, scope })
    made(await admin('POST /admin/apps', { app: { user_id: user.id, client_id: client, scope } }))
    const kept = async () => [(await admin(`GET /admin/tokens?client_id=${client}`)).body.data, (await admin(`GET /admin/apps?client_ids=client-${client}`)).body.data]
    const before = await kept()
    const connection = (await admin(`GET /admin/clients/${client}/connections/${id}`)).body.data
    const answer = await refresh({ client, id })
    expect(answer.status).toBe(200)
    expect(answerBreaches(prefix === '/api' ? 'refreshConnectionSecret' : 'refreshAdministeredConnectionSecret', answer)).toEqual([])
    expect(answer.body.data).toEqual({ ...connection, secret: expect.stringMatching(/^[\w-]{32}$/), updated_at: moment })
    expect(await proves(client, answer.body.data.secret)).toBe(true)
    expect(await proves(client, secret)).toBe(false)
    expect(await kept()).toEqual(before)
    expect(before.map(({ length }) => length)).toEqual([1, 1])
  })

  it.each<[string, string | undefined, unknown[]]>([
    ['no API-key', undefined, [401, 'access_denied', 'api-key header not set']],
    ['an empty API-key', '', [401, 'access_denied', 'api-key header not set']],
    ['an unknown API-key', 'unknown', [401, 'access_denied', 'invalid api-key header']],
    ['that of another MIS', otherMis.apiKey, forbidden],
    ['its own present secret', `clinic-through-${mis.id}`, [401, 'access_denied', 'invalid api-key header']],
    ['that of a blocked MIS', blockedMis.apiKey, [401, 'access_denied', 'invalid api-key header']],
  ])('is not that of a MIS with %s', async (_what, apiKey, expected) => {
    expect(refusal(await refresh({ client: clinic.id, id: await idOf(clinic.id, mis.id) }, apiKey))).toEqual(expected)
    expect(await proves(clinic.id, `clinic-through-${mis.id}`)).toBe(true)
  })

  it('is not that of a blocked MIS, even with its API-key', async () => {
    const answer = await refresh({ client: clinic.id, id: await idOf(clinic.id, blockedMis.id) }, blockedMis.apiKey)
    expect(refusal(answer)).toEqual([401, 'access_denied', 'invalid api-key header'])
  })

  it('is that of a MIS with its API-key', async () => {
    const { client, secret: ownSecret } = await newClient()
    const through = await connect(client, mis.id)
    const { secret } = (await refresh({ client, id: through.id }, mis.apiKey)).body.data
    expect(await proves(client, secret)).toBe(true)
    expect(await proves(client, through.secret)).toBe(false)
    expect(await proves(client, ownSecret)).toBe(true)
  })

  it.each(['', 'unknown', otherMis.apiKey])('is the own one with any API-key, such as %j', async (apiKey) => {
    expect((await refresh(await newClient(), apiKey)).status).toBe(200)
  })

  it('of a MIS is its API-key from then on', async () => {
    const newMis = await newClient(types.mis)
    const { secret } = (await refresh(newMis)).body.data
    const through = (apiKey: string) => call(server, 'GET /api/clients', { headers: { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': apiKey } })
    expect(refusal(await through(newMis.secret))).toEqual([401, 'access_denied', 'Invalid access token'])
    expect((await through(secret)).status).toBe(200)
  })

  it('that many renew at once is one of those that are shown', async () => {
    const connected = await newClient()
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(connected)))
    const secrets = answers.flatMap(({ status, body }) => (status === 200 ? [body.data.secret] : []))
    for (const answer of answers.filter(({ status }) => status !== 200)) expect(refusal(answer).slice(0, 2)).toEqual([409, 'request_conflict'])
    const working = await Promise.all(secrets.map((secret) => proves(connected.client, secret)))
    expect(working.filter(Boolean)).toHaveLength(1)
  })
})

it('the call that the deprecated one names works for who was sent there', async () => {
  const headers = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
  const deprecated = await call(server, `PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { headers })
  const successor = /^<(.+)>; rel="successor-version"$/.exec(deprecated.headers.get('link') ?? '')?.[1]
  const answer = await call(server, `PATCH ${successor}`, { headers })
  expect(answer.status).toBe(200)
  expect(await proves(pharmacy.id, answer.body.data.secret)).toBe(true)
  expect(await proves(pharmacy.id, deprecated.body.data.secret)).toBe(false)
})
