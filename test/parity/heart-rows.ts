import type { Fixtures, TokenFixture } from '../../server/fixtures/fixtures.ts'
import { demo } from '../fixtures/demo.ts'
import { itemOf } from '../fixtures/demo-fixtures.ts'

const { user, portal, clinic, mis } = demo

/** What the hand-written cases meet beside the demo data. */
export const rows = {
  blockedUser: {
    id: '22222222-2222-4222-8222-111111111111',
    email: 'blocked-user@example.com',
    password: 'Sandbox-Blocked-1',
    tax_id: '3067305997',
    is_blocked: true,
  },
  blockedClient: '22222222-2222-4222-8222-222222222222',
  /** Holds a refresh token, without anybody's approval. */
  unapproved: { id: '22222222-2222-4222-8222-333333333333', secret: 'unapproved-secret', refreshToken: 'unapproved-refresh-token' },
  /** Has no connection. */
  secretless: { id: '22222222-2222-4222-8222-444444444444', token: 'secretless-token' },
  /** Has two connections and is neither's system. */
  undecided: { id: '22222222-2222-4222-8222-555555555555', token: 'undecided-token' },
  code: 'a-code',
  expiredCode: 'an-expired-code',
  expiredRefreshToken: 'an-expired-refresh-token',
  expiredToken: 'an-expired-token',
  scopelessToken: 'a-scopeless-token',
}

/** Adds them. */
export function addHeartRows({ users, clients, connections, tokens }: Required<Fixtures>): void {
  const { blockedUser, blockedClient, unapproved, secretless, undecided } = rows
  const clinicRow = itemOf(clients, clinic.id)
  users.push(blockedUser)
  clients.push({ ...clinicRow, id: blockedClient, is_blocked: true })
  for (const { id } of [unapproved, secretless, undecided]) clients.push({ ...clinicRow, id })
  const connection = { redirect_uri: clinic.redirectUri, consumer_id: mis.id }
  connections.push(
    { ...connection, client_id: unapproved.id, secret: unapproved.secret },
    { ...connection, client_id: undecided.id, secret: 'undecided-secret-1' },
    { ...connection, client_id: undecided.id, consumer_id: portal, secret: 'undecided-secret-2' },
  )

  const details = { client_id: clinic.id, grant_type: 'authorization_code', scope: '' }
  const codeDetails = { ...details, scope_request: 'patients:view', redirect_uri: clinic.redirectUri }
  const issued = { user_id: user.id, expires_in: 3_600 }
  const expired = { user_id: user.id, expires_at: 1_498_749_591 }
  const ownerOf = (client_id: string) => ({ ...details, client_id, scope: 'secret:refresh' })
  const ofHeart: TokenFixture[] = [
    { ...issued, name: 'authorization_code', value: rows.code, details: codeDetails },
    { ...expired, name: 'authorization_code', value: rows.expiredCode, details: codeDetails },
    { ...expired, name: 'refresh_token', value: rows.expiredRefreshToken, details },
    { ...issued, name: 'refresh_token', value: unapproved.refreshToken, details: { ...details, client_id: unapproved.id } },
    { ...expired, name: 'access_token', value: rows.expiredToken, details: ownerOf(clinic.id) },
    { ...issued, name: 'access_token', value: rows.scopelessToken, details },
    { ...issued, name: 'access_token', value: secretless.token, details: ownerOf(secretless.id) },
    { ...issued, name: 'access_token', value: undecided.token, details: ownerOf(undecided.id) },
  ]
  // Their ids are the last, so that lists begin with tokens that are all of one kind.
  tokens.push(...ofHeart.map((token, index) => ({ ...token, id: `ffffffff-ffff-4fff-8fff-ffffffffff${index + 10}` })))
}
