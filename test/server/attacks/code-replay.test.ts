import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { administrate, administration, made } from '../../fixtures/administration.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { codeGrant, demo } from '../../fixtures/demo.ts'
import { brokenFields, refusal } from '../../fixtures/refusal.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { allRows, changingNothing } from './rows.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const session = 'session-of-the-owner'
const scope = 'client:read'
/** A second way to the clinic, with a secret of its own and the same redirect URI. */
const secondSecret = 'secret-of-the-clinic-through-a-mis'

const server = await startServer({
  fixtures: await demoFixtures(({ connections, tokens }) => {
    const details = { client_id: portal, grant_type: 'password', scope: 'app:authorize' }
    tokens.push({ name: 'access_token', value: session, user_id: user.id, expires_in: 3600, details })
    connections.push({ client_id: clinic.id, consumer_id: mis.id, redirect_uri: clinic.redirectUri, secret: secondSecret })
  }),
})
afterAll(server.close)
const admin = administrate(server)

async function newCode(): Promise<string> {
  const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope }
  return made(await call(server, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${session}` } })).value
}

const exchange = (code: string, changes: object = {}, headers: Record<string, string> = {}) =>
  call(server, 'POST /oauth/tokens', { body: { token: { ...codeGrant(code).token, ...changes } }, headers })
const use = (value: string) => call(server, `GET /api/clients/${clinic.id}`, { headers: { Authorization: `Bearer ${value}` } })

const used = [401, 'access_denied', 'Token has already been used.']

describe('a code that was exchanged', () => {
  it('is refused to whoever has it and proves the client in any way, and the tokens of its exchange stay as they are', async () => {
    const code = await newCode()
    const { data } = (await exchange(code)).body
    const replays = [{}, { redirect_uri: `${clinic.redirectUri}/more` }, { client_secret: secondSecret }, { client_id: clinic.id.toUpperCase() }]
    await changingNothing(server, async () => {
      for (const changes of replays) expect(refusal(await exchange(code, changes))).toEqual(used)
    })
    expect((await use(data.value)).status).toBe(200)
  })

  it('is not good again when the approval is given anew', async () => {
    const code = await newCode()
    await exchange(code)
    await newCode()
    expect(refusal(await changingNothing(server, () => exchange(code)))).toEqual(used)
  })

  it('twice at once through two connections has brought tokens to one', async () => {
    const code = await newCode()
    const before = (await allRows(server.store)).tokens!.length
    const answers = await Promise.all([{}, { client_secret: secondSecret }].map((changes) => exchange(code, changes)))
    const [first, second] = answers.toSorted((one, other) => one.status - other.status)
    expect(first?.status).toBe(201)
    expect(refusal(second!)).toEqual(used)
    expect((await allRows(server.store)).tokens).toHaveLength(before + 2)
  })
})

it('a code is not used up by any exchange that is refused', async () => {
  const code = await newCode()
  const refused: [object, Record<string, string>?][] = [
    [{ client_secret: pharmacy.secret }],
    [{ client_id: pharmacy.id, client_secret: pharmacy.secret, redirect_uri: pharmacy.redirectUri }],
    [{ redirect_uri: 'https://evil.example/callback' }],
    [{ redirect_uri: '' }],
    [{ grant_type: 'refresh_token', refresh_token: code }],
    [{ grant_type: 'password' }],
    [{ code: `${code} ` }],
    [{}, { 'Content-Type': 'text/plain' }],
    [{}, { Accept: 'text/html' }],
    [{}, { 'X-Idempotency-Key': 'two words' }],
  ]
  await changingNothing(server, async () => {
    for (const [changes, headers] of refused) expect((await exchange(code, changes, headers)).status).toBeGreaterThanOrEqual(400)
  })
  expect((await exchange(code)).status).toBe(201)
})

describe('a code and the renewal of the secret', () => {
  it('at the same time: the code is exchanged once, with the secret of before or after', async () => {
    const { data } = (await admin(`GET /admin/clients/${clinic.id}/connections`)).body
    const { id } = data.find(({ consumer_id }: { consumer_id: string }) => consumer_id === mis.id)
    const headers = { ...administration.headers, 'API-key': mis.apiKey }
    const renew = () => call(server, `PATCH /admin/clients/${clinic.id}/connections/${id}/actions/refresh_secret`, { headers })
    let client_secret = secondSecret
    for (let round = 0; round < 5; round += 1) {
      const code = await newCode()
      const exchanges = Array.from({ length: 4 }, () => exchange(code, { client_secret }))
      const [renewed, ...raced] = await Promise.all([renewInTurn(round, renew), ...exchanges])
      const secretOfBefore = client_secret
      client_secret = renewed.body.data.secret
      expect(refusal(await exchange(code, { client_secret: secretOfBefore }))).toEqual([401, 'invalid_client', 'Invalid client id or secret.'])
      const last = await exchange(code, { client_secret })
      expect([...raced, last].filter(({ status }) => status === 201)).toHaveLength(1)
      expect(new Set([...raced, last].map(({ status }) => status))).toEqual(new Set([201, 401]))
    }
  })

  /** Lets a few exchanges be first, in each round some more. */
  async function renewInTurn(round: number, renew: () => Promise<Answer>): Promise<Answer> {
    for (let turn = 0; turn < round; turn += 1) await call(server, 'GET /contract')
    return renew()
  }
})

describe('an answer that is kept under an idempotency key', () => {
  /** No refusal says anything of what others were given. */
  function expectNothingOf(shown: Answer, answer: Answer) {
    const { value, details } = shown.body.data
    for (const secret of [value, details.refresh_token]) expect(JSON.stringify(answer.body)).not.toContain(secret)
  }

  it('of an exchange is for nobody but who sends all of it again', async () => {
    const code = await newCode()
    const key = { 'X-Idempotency-Key': randomUUID() }
    const first = await exchange(code, {}, key)
    expect(first.status).toBe(201)
    const own = { client_id: pharmacy.id, client_secret: pharmacy.secret }
    const others: [object, unknown][] = [
      [own, [401, 'invalid_grant', 'Token not found or expired.']],
      [{ client_id: clinic.id.toUpperCase() }, used],
      [{ client_secret: 'wrong' }, 'idempotency'],
      [{ client_secret: secondSecret }, 'idempotency'],
      [{ code: 'unknown' }, 'idempotency'],
      [{ redirect_uri: `${clinic.redirectUri}/` }, 'idempotency'],
      [{ scope: 'more' }, 'idempotency'],
    ]
    await changingNothing(server, async () => {
      for (const [changes, refused] of others) {
        const answer = await exchange(code, changes, key)
        if (refused === 'idempotency') expect(brokenFields(answer)).toEqual(['X-Idempotency-Key idempotency'])
        else expect(refusal(answer)).toEqual(refused)
        expectNothingOf(first, answer)
      }
      const again = await exchange(code, {}, key)
      expect(again.body.data).toEqual(first.body.data)
    })
  })

  it('of an approval is not for another session, of the same user or of another', async () => {
    const details = { client_id: portal, grant_type: 'password', scope: 'app:authorize' }
    const sessionOf = async (user_id: string) => {
      const value = `session-${randomUUID()}`
      made(await admin('POST /admin/tokens', { token: { name: 'access_token', value, expires_at: 4_102_444_800, user_id, details } }))
      return value
    }
    const key = { 'X-Idempotency-Key': randomUUID() }
    const app = { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' }
    const authorize = (value: string) =>
      call(server, 'POST /oauth/apps/authorize', { body: { app }, headers: { ...key, Authorization: `Bearer ${value}` } })
    const first = made(await authorize(await sessionOf(user.id)))
    expect(made(await authorize(await sessionOf(user.id))).value).not.toBe(first.value)
    const stranger = await authorize(await sessionOf(demo.administrator.id))
    expect(refusal(stranger).slice(0, 2)).toEqual([422, 'request_malformed'])
    for (const value of ['', 'unknown']) expect(refusal(await authorize(value))[0]).toBe(401)
  })
})
