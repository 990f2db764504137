import { afterAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { approve, codeGrant, demo, logIn } from '../fixtures/demo.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy, user, mis, administrator } = demo

/** A second connection of the clinic, with another URI. */
const second = { client_id: clinic.id, consumer_id: mis.id, redirect_uri: 'https://other.example/back', secret: 'clinic-through-mis' }
const server = await startServer({ fixtures: await demoFixtures(({ connections }) => void connections.push(second)) })
afterAll(server.close)

const session = await logIn(server)

/** Approves the clinic and returns a code; the session is the file's own, because signing in takes a while. */
async function newCode(changes: object = {}, on = server, bearer = session): Promise<string> {
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view', ...changes }
  const { body } = await call(on, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${bearer}` } })
  return body.data.value
}

const exchange = (code: string, changes: object = {}, on = server) =>
  call(on, 'POST /oauth/tokens', { body: { token: { ...codeGrant(code).token, ...changes } } })

const used = [401, 'access_denied', 'Token has already been used.']
const mismatch = [401, 'invalid_client', 'The redirection URI provided does not match a pre-registered value.']
const validation = [422, 'validation_failed', expect.stringMatching(/^Validation failed/)]

describe('a code', () => {
  it('is exchanged for an access token and a refresh token', async () => {
    const answer = await exchange(await newCode())
    expect(answer.status).toBe(201)
    expect(answerBreaches('createToken', answer)).toEqual([])
    expect(answer.body.data).toMatchObject({
      name: 'access_token',
      user_id: user.id,
      details: {
        grant_type: 'authorization_code',
        client_id: clinic.id,
        scope: 'patients:view',
        redirect_uri: clinic.redirectUri,
        refresh_token: expect.stringMatching(/^[\w-]{32}$/),
      },
    })
  })

  it('brings a refresh token that works', async () => {
    const { refresh_token } = (await exchange(await newCode())).body.data.details
    const token = { grant_type: 'refresh_token', client_id: clinic.id, client_secret: clinic.secret, refresh_token }
    expect((await call(server, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
  })

  it('brings a refresh token that lives seven days', async () => {
    await using own = await startServer()
    const { refresh_token } = (await exchange(await approve(own), {}, own)).body.data.details
    const token = { grant_type: 'refresh_token', client_id: clinic.id, client_secret: clinic.secret, refresh_token }
    own.advance(604_700)
    expect((await call(own, 'POST /oauth/tokens', { body: { token } })).status).toBe(201)
    own.advance(101)
    expect(refusal(await call(own, 'POST /oauth/tokens', { body: { token } }))).toEqual([401, 'token_expired', 'Token expired.'])
  })

  it('gives the scope of its own request, not that of the whole approval', async () => {
    await newCode({ scope: 'patients:create' })
    const answer = await exchange(await newCode({ scope: 'patients:view' }))
    expect(answer.body.data.details.scope).toBe('patients:view')
  })

  it.each(['client:read', 5, null])('gives that scope also when the exchange says scope %j', async (scope) => {
    const answer = await exchange(await newCode(), { scope })
    expect(answer.body.data.details.scope).toBe('patients:view')
  })

  it('is exchanged once', async () => {
    const code = await newCode()
    expect((await exchange(code)).status).toBe(201)
    expect(refusal(await exchange(code))).toEqual(used)
  })

  it('is exchanged once when many try at the same time', async () => {
    const code = await newCode()
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    for (const answer of answers.filter(({ status }) => status !== 201)) expect(refusal(answer)).toEqual(used)
  })

  it('makes one refresh token and one access token, however many try', async () => {
    const code = await newCode()
    const count = () => server.store.read.selectFrom('tokens').select(({ fn }) => fn.countAll<number>().as('all')).executeTakeFirstOrThrow()
    const before = await count()
    await Promise.all(Array.from({ length: 5 }, () => exchange(code)))
    expect((await count()).all - before.all).toBe(2)
  })

  it('is not used up by a refused exchange', async () => {
    const code = await newCode()
    await exchange(code, { redirect_uri: 'https://evil.example' })
    await exchange(code, { client_secret: 'wrong' })
    expect((await exchange(code)).status).toBe(201)
  })

  it('lives 300 seconds', async () => {
    await using own = await startServer()
    const bearer = await logIn(own)
    const [early, late] = [await newCode({}, own, bearer), await newCode({}, own, bearer)]
    own.advance(290)
    expect((await exchange(early, {}, own)).status).toBe(201)
    own.advance(10)
    expect(refusal(await exchange(late, {}, own))).toEqual([401, 'token_expired', 'Token expired.'])
  })

  it('is worth nothing once the approval was taken back', async () => {
    await using own = await startServer()
    const code = await approve(own)
    await own.store.write((db) => db.deleteFrom('approvals').where('client_id', '=', clinic.id).execute())
    expect(refusal(await exchange(code, {}, own))).toEqual([401, 'access_denied', 'Resource owner revoked access for the client.'])
  })
})

describe('the redirect URI of an exchange', () => {
  it.each([
    ['equal', clinic.redirectUri],
    ['with a trailing slash', `${clinic.redirectUri}/`],
    ['longer by a path', `${clinic.redirectUri}/deep`],
    ['longer by a query', `${clinic.redirectUri}?state=1`],
  ])('may be %s', async (_name, redirect_uri) => {
    const answer = await exchange(await newCode(), { redirect_uri })
    expect(answer.status).toBe(201)
    expect(answer.body.data.details.redirect_uri).toBe(clinic.redirectUri)
  })

  it.each([
    ['elsewhere', 'https://evil.example/callback'],
    ['shorter', 'https://example.com'],
    ['on a host that only begins alike', 'https://example.com.evil/callback'],
    ['with the registered one at its end', `https://evil.example/?u=${clinic.redirectUri}`],
    ['climbing', `${clinic.redirectUri}/../evil`],
  ])('is refused when it is %s', async (_name, redirect_uri) => {
    expect(refusal(await exchange(await newCode(), { redirect_uri }))).toEqual(mismatch)
  })

  it("must continue the code's URI, not only the registered one", async () => {
    const code = await newCode({ redirect_uri: `${clinic.redirectUri}/deep` })
    expect(refusal(await exchange(code))).toEqual(mismatch)
  })

  it('must be that of the connection whose secret is used', async () => {
    const code = await newCode()
    expect(refusal(await exchange(code, { client_secret: second.secret }))).toEqual(mismatch)
    const ofSecond = await newCode({ redirect_uri: second.redirect_uri })
    const changes = { client_secret: second.secret, redirect_uri: second.redirect_uri }
    expect((await exchange(ofSecond, changes)).status).toBe(201)
  })
})

describe('of two broken rules the earlier one answers', () => {
  const pharmacyProof = { client_id: pharmacy.id, client_secret: pharmacy.secret }

  it.each([
    ['fields before the secret', { client_secret: 'wrong', redirect_uri: '' }, validation],
    ['the form of the id before the secret', { client_id: 'clinic', client_secret: 'wrong' }, [400, 'request_malformed', expect.any(String)]],
    ['the secret before the code', { client_secret: 'wrong', code: 'unknown' }, [401, 'invalid_client', 'Invalid client id or secret.']],
    ['the code before the URI', { code: 'unknown', redirect_uri: 'https://evil.example' }, [401, 'token_not_found', 'Token not found.']],
    ['the kind of token before the URI', { code: clinic.refreshToken, redirect_uri: 'https://evil.example' }, [401, 'token_not_found', 'Token not found.']],
    ["the code's client before the URI", { ...pharmacyProof, redirect_uri: 'https://evil.example' }, [401, 'invalid_grant', 'Token not found or expired.']],
  ])('%s', async (_name, changes, expected) => {
    expect(refusal(await exchange(await newCode(), changes))).toEqual(expected)
  })

  it('the owner of the code before its end, its end before the URI', async () => {
    await using own = await startServer()
    const code = await approve(own)
    own.advance(300)
    expect(refusal(await exchange(code, pharmacyProof, own))).toEqual([401, 'invalid_grant', 'Token not found or expired.'])
    expect(refusal(await exchange(code, { redirect_uri: 'https://evil.example' }, own))).toEqual([401, 'token_expired', 'Token expired.'])
  })

  it('the URI before the approval, the approval before the second use', async () => {
    await using own = await startServer()
    const code = await approve(own)
    await exchange(code, {}, own)
    expect(refusal(await exchange(code, { redirect_uri: 'https://evil.example' }, own))).toEqual(mismatch)
    await own.store.write((db) => db.deleteFrom('approvals').execute())
    expect(refusal(await exchange(code, { redirect_uri: 'https://evil.example' }, own))).toEqual(mismatch)
    expect(refusal(await exchange(code, {}, own))).toEqual([401, 'access_denied', 'Resource owner revoked access for the client.'])
  })
})

it('a code that an administrator has stored without a redirect URI is none that can be exchanged', async () => {
  const token = { name: 'authorization_code', value: 'a-code-without-more', expires_at: 4_102_444_800, user_id: user.id, details: { client_id: clinic.id, grant_type: 'password' } }
  expect((await call(server, 'POST /admin/tokens', { headers: { Authorization: `Bearer ${administrator.token}` }, body: { token } })).status).toBe(201)
  expect(refusal(await exchange(token.value))).toEqual([401, 'token_not_found', 'Token not found.'])
})

it('names only the fields of this grant', async () => {
  const answer = await call(server, 'POST /oauth/tokens', { body: { token: { grant_type: 'authorization_code' } } })
  expect(refusal(answer)).toEqual(validation)
  expect(brokenFields(answer)).toEqual(['$.client_id required', '$.client_secret required', '$.code required', '$.redirect_uri required'])
})
