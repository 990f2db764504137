import { contractHashes } from '../../../server/contract-hashes.ts'
import { contractOperations, type OperationId } from '../../../server/contract.ts'
import type { Fixtures } from '../../../server/fixtures/fixtures.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { itemOf } from '../../fixtures/demo-fixtures.ts'
import { demo, refreshGrant } from '../../fixtures/demo.ts'
import { requestOf, type ContractRequest } from './contract-request.ts'
import { ownId, ownRedirectUri, ownValue } from './own-rows.ts'
import { send, unknownId, type Provocations } from './provocations.ts'

const { user, portal, clinic, pharmacy, mis, administrator } = demo
const secretless = '11111111-1111-4111-8111-111111111111'
const undecided = '11111111-1111-4111-8111-222222222222'
const blocked = '11111111-1111-4111-8111-333333333333'
const blockedUser = { id: '33333333-3333-4333-8333-111111111111', email: 'blocked@example.com', password: 'Some-Password-1', is_blocked: true }
const taxless = { id: '33333333-3333-4333-8333-333333333333', email: 'taxless@example.com', password: 'Some-Password-1' }

/** Rows for what only some operations refuse. */
export function addParticularRows({ users, clients, connections, tokens }: Required<Fixtures>): void {
  users.push(taxless, blockedUser)
  clients.push({ ...itemOf(clients, clinic.id), id: blocked, is_blocked: true })
  for (const id of [secretless, undecided]) clients.push({ ...itemOf(clients, clinic.id), id })
  for (const consumer_id of [mis.id, pharmacy.id]) {
    connections.push({ client_id: undecided, consumer_id, redirect_uri: 'https://undecided.example', secret: `through-${consumer_id}` })
  }
  const owner = { name: 'access_token', user_id: user.id, expires_in: 3600 }
  for (const client_id of [secretless, undecided]) {
    tokens.push({ ...owner, value: `token-of-${client_id}`, details: { client_id, grant_type: 'authorization_code', scope: 'secret:refresh' } })
  }
  tokens.push({ ...owner, value: 'scopeless', details: { client_id: clinic.id, grant_type: 'password', scope: '' } })
}

const administration = { headers: { Authorization: `Bearer ${administrator.token}` } }
const requests = new Map(contractOperations.map((operation) => [operation.id, requestOf(operation)]))

/** The statuses that follow from the rules of an operation, and not from its place in the contract. */
export function particularProvocations(server: { url: string }): Partial<Record<OperationId, Provocations>> {
  // There is a request for every operation.
  const sendTo = (id: OperationId, changes: Partial<ContractRequest> = {}) => send(server, { ...requests.get(id)!, ...changes })
  const administer = (target: string, body?: unknown) => call(server, target, { ...administration, body })
  const logIn = (changes: object) => {
    const token = { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' }
    return call(server, 'POST /auth/login', { body: { token: { ...token, ...changes } } })
  }
  const refreshSecretOf = (id: string) =>
    call(server, `PATCH /admin/clients/${id}/refresh_secret`, { headers: { Authorization: `Bearer token-of-${id}` } })
  const ofNonce = (id: OperationId): Provocations => ({
    401: () => sendTo(id, { body: { client_id: blocked } }),
    404: () => sendTo(id, { body: { client_id: unknownId } }),
  })
  const overlappingRotation = (id: OperationId): Provocations => ({ 409: () => overlap(() => sendTo(id)) })
  async function overlappingPasswordChange(): Promise<Answer> {
    const passwordOf = (attempt: number) => `Sandbox-Hasty-${attempt}`
    const { body } = await administer('POST /admin/users', { user: { email: 'hasty@example.com', password: passwordOf(0) } })
    return overlap((attempt) => {
      const change = { current_password: passwordOf(attempt), password: passwordOf(attempt + 1) }
      return administer(`PATCH /admin/users/${body.data.id}/actions/change_password`, { user: change })
    })
  }

  return {
    createToken: { 401: () => sendTo('createToken', { body: { token: { ...refreshGrant.token, client_secret: 'wrong' } } }) },
    logInUser: { 401: () => logIn({ password: 'wrong' }), 403: () => logIn(taxless) },
    // The token that is used up here is not the one of the other calls.
    logOutUser: { 200: () => sendTo('logOutUser', { headers: { Authorization: `Bearer ${ownValue('logOutUser')}` } }) },
    createNonce: ofNonce('createNonce'),
    getNonce: ofNonce('getNonce'),
    refreshClientSecret: { 404: () => refreshSecretOf(secretless), 409: () => refreshSecretOf(undecided) },
    refreshConnectionSecret: overlappingRotation('refreshConnectionSecret'),
    refreshAdministeredConnectionSecret: overlappingRotation('refreshAdministeredConnectionSecret'),
    // Who is bound to a client is refused before it is looked for.
    getClientProfile: { 404: () => administer(`GET /api/clients/${unknownId}`) },
    listConnections: { 404: () => administer(`GET /api/clients/${unknownId}/connections`) },
    listApprovals: { 404: () => administer('GET /admin/apps?client_ids=client-x') },
    upsertConnection: {
      200: () => sendTo('upsertConnection', { body: { consumer_id: ownId('clients', 'upsertConnection'), redirect_uri: ownRedirectUri } }),
      201: () => sendTo('upsertConnection'),
    },
    deleteClientType: { 409: () => administer(`DELETE /admin/client_types/${clinic.clientTypeId}`) },
    changeUserPassword: { 409: overlappingPasswordChange },
    blockUser: { 409: () => administer(`PATCH /admin/users/${blockedUser.id}/actions/block`) },
    unblockUser: { 409: () => administer(`PATCH /admin/users/${user.id}/actions/unblock`) },
    getContract: { 500: () => withSpoiltHash(() => sendTo('getContract')) },
    verifyToken: { 422: () => administer(`GET /admin/tokens/${pharmacy.ownerToken}/verify`) },
  }
}

/** Makes a call while the hash of an operation is none, which is the only fault of an answer that needs no database. */
async function withSpoiltHash(start: () => Promise<Answer>): Promise<Answer> {
  const { operations } = contractHashes
  const hash = operations.getContract!
  operations.getContract = 'spoilt'
  try {
    return await start()
  } finally {
    operations.getContract = hash
  }
}

const maxAttempts = 50

/** Makes a call twice at the same time, until one of them comes too late. */
async function overlap(start: (attempt: number) => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const answers = await Promise.all([start(attempt), start(attempt)])
    const late = answers.find(({ status }) => status === 409)
    if (late !== undefined) return late
  }
  throw new Error(`two calls at the same time have not overlapped in ${maxAttempts} attempts`)
}
