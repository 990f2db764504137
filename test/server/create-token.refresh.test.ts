import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, user } = demo
const expired = { user_id: user.id, name: 'refresh_token', expires_at: 1_498_749_591 }
const details = { grant_type: 'authorization_code', scope: '' }
/** A client of the demo user that holds a refresh token and that nobody has approved. */
const unapproved = '11111111-1111-4111-8111-111111111111'

const server = await startServer({
  fixtures: await demoFixtures(({ clients, connections, tokens }) => {
    clients.push({ ...itemOf(clients, clinic.id), id: unapproved, name: 'Клініка 2' })
    connections.push({ client_id: unapproved, consumer_id: unapproved, redirect_uri: 'https://2.example', secret: 'unapproved-secret' })
    tokens.push(
      { ...expired, value: 'expired', details: { ...details, client_id: clinic.id } },
      { ...expired, value: 'expired-of-pharmacy', details: { ...details, client_id: pharmacy.id } },
      { ...expired, value: 'expired-unapproved', details: { ...details, client_id: unapproved } },
      { user_id: user.id, name: 'refresh_token', value: 'unapproved', expires_in: 60, details: { ...details, client_id: unapproved } },
      { user_id: user.id, name: 'authorization_code', value: 'a-code', expires_in: 60, details: { ...details, client_id: clinic.id, scope_request: 'patients:view', redirect_uri: clinic.redirectUri } },
    )
  }),
})
afterAll(server.close)

/** Sends the documented grant with other values in some fields; `undefined` leaves a field out. */
const refresh = (changes: object = {}) =>
  call(server, 'POST /oauth/tokens', { body: { token: { ...refreshGrant.token, ...changes } } })

describe('a refresh token', () => {
  it('is exchanged for an access token with the scope of the approval', async () => {
    const answer = await refresh()
    expect(answer.status).toBe(201)
    expect(answerBreaches('createToken', answer)).toEqual([])
    expect(answer.body).toEqual({
      meta: { code: 201, type: 'object', url: `${server.url}/oauth/tokens`, request_id: answer.headers.get('x-request-id') },
      data: {
        id: expect.any(String),
        name: 'access_token',
        value: expect.stringMatching(/^[\w-]{32}$/),
        user_id: user.id,
        expires_at: expect.any(Number),
        details: {
          scope: 'capitation_contracts:view capitation_contracts:create patients:view patients:create',
          grant_type: 'refresh_token',
          client_id: clinic.id,
          refresh_token: clinic.refreshToken,
        },
      },
    })
  })

  it('gives a value of the documented form: Base64url of Base64 of 16 bytes', async () => {
    const { value } = (await refresh()).body.data
    const inner = Buffer.from(value, 'base64url').toString()
    expect(inner).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(Buffer.from(inner, 'base64')).toHaveLength(16)
  })

  it('gives a token that lives 30 days', async () => {
    const { expires_at } = (await refresh()).body.data
    expect(Math.abs(expires_at - Date.now() / 1000 - 2_592_000)).toBeLessThan(5)
  })

  it('stays as it is: used again, it gives another token', async () => {
    const first = await refresh()
    const second = await refresh()
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body.data.value).not.toBe(first.body.data.value)
  })

  it('gives the whole scope of the approval, also what came into it later', async () => {
    await using own = await startServer()
    await own.store.write((db) => db.updateTable('approvals').set({ scope: 'patients:view otp:read' }).execute())
    const { body } = await call(own, 'POST /oauth/tokens', { body: refreshGrant })
    expect(body.data.details.scope).toBe('patients:view otp:read')
  })

  it('leaves older access tokens valid', async () => {
    await using own = await startServer()
    const { id: client_id, secret: client_secret, refreshToken: refresh_token, ownerToken } = pharmacy
    const token = { grant_type: 'refresh_token', client_id, client_secret, refresh_token }
    const first = await call(own, 'POST /oauth/tokens', { body: { token } })
    await call(own, 'POST /oauth/tokens', { body: { token } })
    for (const older of [ownerToken, first.body.data.value]) {
      const headers = { Authorization: `Bearer ${older}`, 'API-key': demo.mis.apiKey }
      expect((await call(own, `PATCH /admin/clients/${client_id}/refresh_secret`, { headers })).status).toBe(200)
    }
  })

  it('is accepted with the client id in capitals', async () => {
    const answer = await refresh({ client_id: clinic.id.toUpperCase() })
    expect(answer.body.data.details.client_id).toBe(clinic.id)
  })

  it('ends at the second of its expires_at', async () => {
    await using own = await startServer()
    own.advance(315_360_000)
    const answer = await call(own, 'POST /oauth/tokens', { body: refreshGrant })
    expect(refusal(answer)).toEqual([401, 'token_expired', 'Token expired.'])
  })
})

const malformed = 'Malformed request. Probably, you have sent corrupted JSON.'
const wrongClient = [401, 'invalid_client', 'Invalid client id or secret.']
const validation = [422, 'validation_failed', expect.stringMatching(/^Validation failed/)]

describe('a refusal', () => {
  it.each([
    ['no token object', { app: {} }, [400, 'request_malformed', malformed]],
    ['a token that is null', { token: null }, [400, 'request_malformed', malformed]],
    ['a token that is a list', { token: [] }, [400, 'request_malformed', malformed]],
    ['no grant_type', { token: {} }, [422, 'request_malformed', 'Request must include grant_type.']],
    ['a grant_type of null', { token: { grant_type: null } }, [422, 'request_malformed', 'Request must include grant_type.']],
    ['the grant of another door', { token: { grant_type: 'password' } }, [401, 'invalid_grant', 'Grant type not allowed.']],
    ['a grant nobody knows', { token: { grant_type: 'Refresh_Token' } }, [401, 'invalid_grant', 'Grant type not allowed.']],
  ])('of %s', async (_name, body, expected) => {
    expect(refusal(await call(server, 'POST /oauth/tokens', { body }))).toEqual(expected)
  })

  it.each([
    ['an unknown client', { client_id: '22222222-2222-4222-8222-222222222222' }, wrongClient],
    ['a wrong secret', { client_secret: 'wrong' }, wrongClient],
    ["another client's secret", { client_secret: pharmacy.secret }, wrongClient],
    ['a secret in other letters', { client_secret: clinic.secret.toUpperCase() }, wrongClient],
    ['an unknown refresh token', { refresh_token: 'unknown' }, [401, 'token_not_found', 'Token not found.']],
    ['an access token as refresh token', { refresh_token: pharmacy.ownerToken }, [401, 'token_not_found', 'Token not found.']],
    ['a code as refresh token', { refresh_token: 'a-code' }, [401, 'token_not_found', 'Token not found.']],
    ["another client's refresh token", { refresh_token: pharmacy.refreshToken }, [401, 'invalid_grant', 'Token not found or expired.']],
    ['an expired refresh token', { refresh_token: 'expired' }, [401, 'token_expired', 'Token expired.']],
    ['a refresh token whose approval was taken back', { client_id: unapproved, client_secret: 'unapproved-secret', refresh_token: 'unapproved' }, [401, 'access_denied', 'Resource owner revoked access for the client.']],
    ['a client_id that is no UUID', { client_id: 'clinic' }, [400, 'request_malformed', malformed]],
  ])('of %s', async (_name, changes, expected) => {
    expect(refusal(await refresh(changes))).toEqual(expected)
  })

  it.each([
    ['absent', undefined, 'required'],
    ['null', null, 'required'],
    ['empty', '', 'required'],
    ['blank', ' \t ', 'required'],
    ['a number', 1, 'cast'],
    ['a list', ['a'], 'cast'],
    ['too long', 'a'.repeat(256), 'length'],
  ])('names every field that is %s, in alphabetical order', async (_name, value, rule) => {
    const answer = await refresh({ refresh_token: value, client_secret: value, client_id: value })
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual([`$.client_id ${rule}`, `$.client_secret ${rule}`, `$.refresh_token ${rule}`])
  })

  it('says of a missing field what the original says', async () => {
    const { body } = await refresh({ client_secret: undefined })
    expect(body.error.invalid).toEqual([
      { entry_type: 'json_data_property', entry: '$.client_secret', rules: [{ rule: 'required', params: [], description: "can't be blank" }] },
    ])
  })

  it('names the client_id that is no UUID', async () => {
    expect(brokenFields(await refresh({ client_id: 'clinic' }))).toEqual(['$.client_id cast'])
  })

  it('names only fields of the grant that was chosen', async () => {
    const answer = await call(server, 'POST /oauth/tokens', { body: { token: { grant_type: 'refresh_token' } } })
    expect(brokenFields(answer)).toEqual(['$.client_id required', '$.client_secret required', '$.refresh_token required'])
  })
})

describe('of two broken rules the earlier one answers', () => {
  it.each([
    ['grant_type before fields', { grant_type: undefined, client_id: undefined }, [422, 'request_malformed', 'Request must include grant_type.']],
    ['the kind of grant before fields', { grant_type: 'implicit', client_id: undefined }, [401, 'invalid_grant', 'Grant type not allowed.']],
    ['fields before the form of the id', { client_id: 'clinic', refresh_token: '' }, validation],
    ['fields before the secret', { client_secret: 'wrong', refresh_token: '' }, validation],
    ['the form of the id before the token', { client_id: 'clinic', refresh_token: 'unknown' }, [400, 'request_malformed', malformed]],
    ['the secret before the token', { client_secret: 'wrong', refresh_token: 'unknown' }, wrongClient],
    ['the secret before the end of the token', { client_secret: 'wrong', refresh_token: 'expired' }, wrongClient],
    ['the owner of the token before its end', { refresh_token: 'expired-of-pharmacy' }, [401, 'invalid_grant', 'Token not found or expired.']],
    ['the end of the token before the approval', { client_id: unapproved, client_secret: 'unapproved-secret', refresh_token: 'expired-unapproved' }, [401, 'token_expired', 'Token expired.']],
  ])('%s', async (_name, changes, expected) => {
    expect(refusal(await refresh(changes))).toEqual(expected)
  })
})
