import type { ErrorType } from '../../../sdk/src/generated/types.gen.ts'
import type { OperationId } from '../../../server/contract.ts'
import { codeGrant, demo, refreshGrant } from '../../fixtures/demo.ts'
import { operationNamed } from '../../fixtures/operation-named.ts'
import type { ContractRequest } from '../../server/statuses/contract-request.ts'
import { ownId, ownRedirectUri } from '../../server/statuses/own-rows.ts'
import { unknownId } from '../../server/statuses/provocations.ts'
import { rows } from '../heart-rows.ts'
import type { Outcome, ParityCase } from '../parity-case.ts'
import { outcomeShown, validRequest } from '../valid-request.ts'

const { user, portal, clinic, pharmacy, mis, administrator } = demo
const { blockedUser, blockedClient, unapproved, secretless, undecided } = rows

const refused = (status: number, error: ErrorType): Outcome => ({ status, error })
const unauthorized = (error: ErrorType) => refused(401, error)
const invalid = (error: ErrorType, ...faults: string[]): Outcome => ({ status: 422, error, ...(faults.length > 0 && { faults }) })

/** A grant that is exchanged, with other values in some fields. */
const refresh = (changes: object) => ({ body: { token: { ...refreshGrant.token, ...changes } } })
const exchange = (changes: object) => ({ body: { token: { ...codeGrant(rows.code).token, ...changes } } })
const login = { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' }
const logIn = (changes: object) => ({ body: { token: { ...login, ...changes } } })
const approval = { client_id: ownId('clients', 'authorizeApp'), redirect_uri: ownRedirectUri, scope: 'client:read' }
const approve = (changes: object) => ({ body: { app: { ...approval, ...changes } } })
const secretOf = (id: string, token: string, headers: object = {}) => ({
  target: `PATCH /admin/clients/${id}/refresh_secret`,
  headers: { Authorization: `Bearer ${token}`, ...headers },
})
const withKey = { 'API-key': mis.apiKey }
const ownConnection = validRequest(operationNamed('refreshConnectionSecret')).target
const anothersConnection = ownConnection.replace(ownId('connections', 'refreshConnectionSecret'), ownId('connections', 'getConnection'))

type Row = [name: string, changes: Partial<ContractRequest>, expected: Outcome]

/** What the operations that issue and renew credentials answer, by hand, because it is their rules that decide. */
const table: Partial<Record<OperationId, Row[]>> = {
  createToken: [
    ['a code', exchange({}), outcomeShown('createToken', 'exchangedCode')],
    ['a wrong client secret', refresh({ client_secret: 'wrong' }), unauthorized('invalid_client')],
    ['the secret of another client', refresh({ client_secret: pharmacy.secret }), unauthorized('invalid_client')],
    ['an unknown client', refresh({ client_id: unknownId }), unauthorized('invalid_client')],
    ['a client id that is no UUID', refresh({ client_id: 'client-x' }), { status: 400, error: 'request_malformed' }],
    ['an unknown refresh token', refresh({ refresh_token: 'unknown' }), unauthorized('token_not_found')],
    ['a refresh token of another client', refresh({ refresh_token: pharmacy.refreshToken }), unauthorized('invalid_grant')],
    ['an expired refresh token', refresh({ refresh_token: rows.expiredRefreshToken }), unauthorized('token_expired')],
    ['a code in place of a refresh token', refresh({ refresh_token: rows.code }), unauthorized('token_not_found')],
    [
      'a refresh token without an approval',
      refresh({ client_id: unapproved.id, client_secret: unapproved.secret, refresh_token: unapproved.refreshToken }),
      unauthorized('access_denied'),
    ],
    ['a wrong client secret with a code', exchange({ client_secret: 'wrong' }), unauthorized('invalid_client')],
    ['an unknown code', exchange({ code: 'unknown' }), unauthorized('token_not_found')],
    ['an expired code', exchange({ code: rows.expiredCode }), unauthorized('token_expired')],
    ['a code for another redirect URI', exchange({ redirect_uri: 'https://elsewhere.example' }), unauthorized('invalid_client')],
    ['no grant type', refresh({ grant_type: undefined }), invalid('request_malformed')],
    ['a blank grant type', refresh({ grant_type: ' ' }), invalid('request_malformed')],
    ['a grant type that nobody knows', refresh({ grant_type: 'client_credentials' }), unauthorized('invalid_grant')],
    ['a grant type of another type', refresh({ grant_type: 1 }), invalid('validation_failed', '$.grant_type cast')],
    [
      'all fields missing',
      { body: { token: { grant_type: 'refresh_token' } } },
      invalid('validation_failed', '$.client_id required', '$.client_secret required', '$.refresh_token required'),
    ],
  ],
  logInUser: [
    ['a wrong password', logIn({ password: 'wrong' }), unauthorized('access_denied')],
    ['an unknown user', logIn({ email: 'nobody@example.com' }), unauthorized('access_denied')],
    ['a blocked user', logIn({ email: blockedUser.email, password: blockedUser.password }), unauthorized('user_blocked')],
    ['an unknown client', logIn({ client_id: unknownId }), unauthorized('invalid_client')],
    ['a client that signs nobody in', logIn({ client_id: clinic.id }), unauthorized('access_denied')],
    ['a scope that the client does not allow', logIn({ scope: 'secret:refresh' }), invalid('request_malformed')],
    ['no grant type', logIn({ grant_type: undefined }), invalid('request_malformed')],
    ['a grant type that nobody knows', logIn({ grant_type: 'refresh_token' }), unauthorized('invalid_grant')],
    ['a grant type of another type', logIn({ grant_type: [] }), invalid('validation_failed', '$.grant_type cast')],
  ],
  authorizeApp: [
    ['an unknown client', approve({ client_id: unknownId }), unauthorized('access_denied')],
    ['a blocked client', approve({ client_id: blockedClient }), unauthorized('access_denied')],
    ['another redirect URI', approve({ redirect_uri: 'https://elsewhere.example' }), unauthorized('access_denied')],
    ['a scope that the client does not allow', approve({ scope: 'user:write' }), invalid('request_malformed')],
    ['no scope', approve({ scope: undefined }), invalid('request_malformed')],
    ['an empty scope', approve({ scope: '' }), invalid('request_malformed')],
  ],
  refreshClientSecret: [
    ['the owner with the API-key', secretOf(pharmacy.id, pharmacy.ownerToken, withKey), outcomeShown('refreshClientSecret', 'refreshedSecret')],
    ['a missing API-key', secretOf(pharmacy.id, pharmacy.ownerToken), unauthorized('access_denied')],
    ['an unknown API-key', secretOf(pharmacy.id, pharmacy.ownerToken, { 'API-key': 'unknown' }), unauthorized('access_denied')],
    ['a client of another owner', secretOf(clinic.id, pharmacy.ownerToken, withKey), refused(403, 'forbidden')],
    ['an administrator', secretOf(clinic.id, administrator.token), refused(403, 'forbidden')],
    ['a client without a connection', secretOf(secretless.id, secretless.token), refused(404, 'not_found')],
    ['a client with several connections', secretOf(undecided.id, undecided.token), refused(409, 'request_conflict')],
  ],
  refreshConnectionSecret: [
    ['a connection of another client', { target: anothersConnection }, refused(404, 'not_found')],
  ],
  deleteRolesOfUser: [
    ['a body where filters could be meant', { body: { role_name: 'OWNER' } }, invalid('validation_failed', '$.role_name schema')],
  ],
  upsertConnection: [
    [
      'a connection that is not there',
      { body: { consumer_id: mis.id, redirect_uri: ownRedirectUri } },
      outcomeShown('upsertConnection', 'createdConnection'),
    ],
  ],
}

/** The cases of the table. */
export const heartCases: ParityCase[] = Object.entries(table).flatMap(([id, rowsOf]) => {
  // The keys of the table are names of operations.
  const operationId = id as OperationId
  const request = validRequest(operationNamed(operationId))
  return rowsOf.map(([name, changes, expected]) => ({ name, operationId, request: { ...request, ...changes }, expected }))
})
