import { randomUUID } from 'node:crypto'
import type { Caller } from '../caller.ts'
import { codeGrant, refreshGrant } from './grants.ts'

/** One mistake of those that callers make. */
export async function beRefused(caller: Caller): Promise<void> {
  const mistake = mistakes[Math.floor(Math.random() * mistakes.length)]!
  await mistake(caller)
}

const mistakes: ((caller: Caller) => Promise<unknown>)[] = [
  async function wrongSecret(caller) {
    await caller.ask('createToken', { body: refreshGrant(caller.owner.clinic, { client_secret: randomUUID() }), status: 401 })
  },
  async function wrongRefreshToken(caller) {
    await caller.ask('createToken', { body: refreshGrant(caller.owner.clinic, { refresh_token: randomUUID() }), status: 401 })
  },
  async function othersRefreshToken(caller) {
    const { clinic, pharmacy } = caller.owner
    await caller.ask('createToken', { body: refreshGrant(clinic, { refresh_token: pharmacy.refreshToken }), status: 401 })
  },
  async function expiredCode(caller) {
    const { user, clinic } = caller.owner
    const code = randomUUID()
    const details = { client_id: clinic.id, grant_type: 'password', scope_request: 'patients:view', redirect_uri: clinic.redirectUri }
    const token = { name: 'authorization_code', value: code, expires_at: Math.floor(Date.now() / 1_000) - 1, user_id: user.id, details }
    await caller.administrate('createStoredToken', { body: { token } })
    await caller.ask('createToken', { body: codeGrant(clinic, code), status: 401 })
  },
  async function unknownBearer(caller) {
    await caller.ask('listOwnRoles', { bearer: randomUUID(), status: 401 })
  },
  async function noBearer(caller) {
    await caller.ask('listUsers', { status: 401 })
  },
  async function noApiKey(caller) {
    const { pharmacy } = caller.owner
    await caller.ask('refreshClientSecret', { bearer: pharmacy.accessToken, path: { id: pharmacy.id }, status: 401 })
  },
  async function wrongScope(caller) {
    const { clinic } = caller.owner
    await caller.ask('refreshClientSecret', { bearer: clinic.accessToken, path: { id: clinic.id }, status: 403 })
  },
  async function noAdministrator(caller) {
    await caller.ask('listClients', { bearer: caller.owner.clinic.accessToken, status: 403 })
  },
  async function othersClient(caller) {
    const { clinic } = caller.owner
    await caller.ask('getClientProfile', { bearer: clinic.accessToken, path: { id: caller.population.mis.id }, status: 403 })
  },
  async function malformedJson(caller) {
    await caller.ask('createToken', { body: '{"token":', status: 400 })
  },
  async function missingField(caller) {
    await caller.ask('createToken', { body: { token: { grant_type: 'refresh_token' } }, status: 422 })
  },
  async function wrongMediaType(caller) {
    await caller.ask('createToken', { body: 'token=none', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, status: 415 })
  },
  async function wrongPage(caller) {
    await caller.administrate('listUsers', { query: { page: '0' }, status: 422 })
  },
  async function unknownPath(caller) {
    await caller.visit('(unknown path)', { method: 'GET', path: `/${randomUUID()}` }, 404)
  },
  async function wrongMethod(caller) {
    await caller.visit('(wrong method)', { method: 'DELETE', path: '/oauth/tokens' }, 405)
  },
]
