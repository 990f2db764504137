import { afterAll, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { approve, codeGrant, demo, logIn } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'

const { clinic, pharmacy } = demo
const server = await startServer()
afterAll(server.close)

const logOut = (bearer: string, headers: Record<string, string> = {}) =>
  call(server, 'POST /auth/logout', { headers: { Authorization: `Bearer ${bearer}`, ...headers } })
const exchange = async () => (await call(server, 'POST /oauth/tokens', { body: codeGrant(await approve(server)) })).body.data
const refresh = (refresh_token: string) =>
  call(server, 'POST /oauth/tokens', { body: { token: { grant_type: 'refresh_token', client_id: clinic.id, client_secret: clinic.secret, refresh_token } } })

const invalid = [401, 'access_denied', 'Invalid access token']
const ended = [401, 'token_expired', 'Token expired.']

it('ends the token that is presented', async () => {
  const token = await logIn(server)
  const answer = await logOut(token)
  expect(answer.status).toBe(200)
  expect(answerBreaches('logOutUser', answer)).toEqual([])
  expect(answer.body.data).toEqual({})
  expect(refusal(await logOut(token))).toEqual(invalid)
})

it('ends the refresh token that came with it', async () => {
  const { value, details } = await exchange()
  await logOut(value)
  expect(refusal(await refresh(details.refresh_token))).toEqual(ended)
})

it('ends the refresh token that it came from', async () => {
  const { details } = await exchange()
  const { value } = (await refresh(details.refresh_token)).body.data
  await logOut(value)
  expect(refusal(await refresh(details.refresh_token))).toEqual(ended)
})

it('leaves other access tokens and other refresh tokens valid', async () => {
  const [one, other] = [await exchange(), await exchange()]
  const sibling = (await refresh(one.details.refresh_token)).body.data
  await logOut(one.value)
  expect((await refresh(other.details.refresh_token)).status).toBe(201)
  expect((await logOut(sibling.value)).status).toBe(200)
  expect((await logOut(other.value)).status).toBe(200)
})

it('needs no scope', async () => {
  const token = await logIn(server)
  await server.store.write((db) => db.updateTable('tokens').set({ scope: '' }).where('client_id', '=', demo.portal).execute())
  expect((await logOut(token)).status).toBe(200)
})

it('lets one of two simultaneous calls be late without harm', async () => {
  const token = await logIn(server)
  const statuses = (await Promise.all([logOut(token), logOut(token)])).map(({ status }) => status)
  expect(statuses).toContain(200)
  expect(statuses.filter((status) => status !== 200 && status !== 401)).toEqual([])
})

it('needs no API-key, even of a BROKER client', async () => {
  expect((await logOut(pharmacy.ownerToken)).status).toBe(200)
})

it.each([
  ['no token', {}, "Authorization header is not set or doesn't contain Bearer token"],
  ['an unknown token', { Authorization: 'Bearer unknown' }, 'Invalid access token'],
  ['a refresh token', { Authorization: `Bearer ${clinic.refreshToken}` }, 'Invalid access token'],
])('refuses %s', async (_name, headers, message) => {
  expect(refusal(await call(server, 'POST /auth/logout', { headers }))).toEqual([401, 'access_denied', message])
})

it('refuses a token that has expired', async () => {
  await using own = await startServer()
  const headers = { Authorization: `Bearer ${await logIn(own)}` }
  own.advance(2_592_000)
  expect(refusal(await call(own, 'POST /auth/logout', { headers }))).toEqual(invalid)
})
