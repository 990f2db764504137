import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations, type ContractOperation } from '../../server/contract.ts'
import { call } from '../fixtures/call.ts'
import { demoFixtures, itemOf } from '../fixtures/demo-fixtures.ts'
import { demo } from '../fixtures/demo.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startServer } from '../fixtures/start-server.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { requestOf } from './statuses/contract-request.ts'
import { guardOf, ownId } from './statuses/own-rows.ts'

const { user, portal, clinic, pharmacy, mis, administrator, administration } = demo
const narrowMis = { id: '55555555-5555-4555-8555-555555555555', apiKey: 'narrow-mis-api-key' }

/** What security asks for in each of its alternatives: the schemes of a bearer token, and the other headers. */
function alternativesOf({ operation: { security = [] } }: ContractOperation) {
  return security.map((alternative) => {
    const guards = tokensAskedFor(alternative)
    return { guards, others: Object.keys(alternative).filter((name) => !guards.some(({ scheme }) => scheme === name)) }
  })
}

const isOpen = (operation: ContractOperation) => !alternativesOf(operation).some(({ guards }) => guards.length > 0)
const takesApiKey = (operation: ContractOperation) => alternativesOf(operation).some(({ others }) => others.includes('apiKey'))

/** The operations that need a token, each with what it needs. */
const guarded = contractOperations.flatMap((operation) => {
  const guard = guardOf(operation)
  return guard === undefined ? [] : [{ ...operation, ...guard, ...requestOf(operation) }]
})
const scoped = guarded.filter(({ scope }) => scope.length > 0)
const everyScope = [...new Set(scoped.flatMap(({ scope }) => scope))]

const fixtures = await demoFixtures(({ clients, connections, approvals, tokens }) => {
  const privSettings = { access_type: 'DIRECT', broker_scope: 'nothing:at_all' }
  clients.push({ ...itemOf(clients, mis.id), id: narrowMis.id, priv_settings: privSettings })
  connections.push({ client_id: narrowMis.id, consumer_id: narrowMis.id, redirect_uri: 'https://narrow.example', secret: narrowMis.apiKey })
  approvals.push({ id: ownId('approvals', 'getApproval'), user_id: user.id, client_id: portal, scope: 'client:read' })
  approvals.push({ id: ownId('approvals', 'deleteApproval'), user_id: user.id, client_id: mis.id, scope: 'client:read' })
  const token = (value: string, user_id: string, client_id: string, scope = everyScope) =>
    tokens.push({ name: 'access_token', value, user_id, expires_in: 3600, details: { client_id, grant_type: 'password', scope: scope.join(' ') } })
  token('stranger', administrator.id, clinic.id)
  for (const { id } of guarded) token(`broker-of-${id}`, user.id, pharmacy.id)
  for (const { id, scope } of scoped) {
    token(`all-but-${id}`, administrator.id, administration.id, everyScope.filter((name) => !scope.includes(name)))
  }
})
const server = await startServer({ fixtures, origin: 'generated' })
afterAll(server.close)

interface Guarded {
  target: string
  body: unknown
}

/** Calls an operation with a token, and an API-key where one is given. */
const callWith = ({ target, body }: Guarded, token?: string, apiKey?: string) =>
  call(server, target, {
    body,
    headers: { ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...(apiKey === undefined ? {} : { 'API-key': apiKey }) },
  })

const missing = (scope: string[]) => `Your scope does not allow to access this resource. Missing allowances: ${scope.join(', ')}`

describe('the contract', () => {
  it.each(contractOperations.filter((operation) => !isOpen(operation)))('asks for the same token with and without other headers: $id', (operation) => {
    const [first, ...others] = alternativesOf(operation).map(({ guards }) => guards)
    expect(first).toHaveLength(1)
    for (const guards of others) expect(guards).toEqual(first)
  })
})

it.each(guarded)('$id is refused without a token', async (operation) => {
  const message = "Authorization header is not set or doesn't contain Bearer token"
  expect(refusal(await callWith(operation))).toEqual([401, 'access_denied', message])
})

it.each(scoped)('$id is refused with all scopes but its own, which the answer names', async (operation) => {
  expect(refusal(await callWith(operation, `all-but-${operation.id}`))).toEqual([403, 'forbidden', missing(operation.scope)])
})

it.each(guarded.filter(({ scheme }) => scheme === 'administrator'))('$id is refused to a client that does not administrate, whatever its scopes', async (operation) => {
  expect(refusal(await callWith(operation, 'stranger'))).toEqual([403, 'forbidden'])
})

it.each(guarded.filter(({ scheme, path }) => scheme !== 'administrator' && path.includes('{')))('$id is refused to another user at another client, whatever their scopes', async (operation) => {
  expect(refusal(await callWith(operation, 'stranger'))).toEqual([403, 'forbidden'])
})

describe('the token of a BROKER client', () => {
  it.each(guarded.filter(takesApiKey))('needs the API-key beside it: $id', async (operation) => {
    expect(refusal(await callWith(operation, `broker-of-${operation.id}`))).toEqual([401, 'access_denied', 'API-KEY header required'])
  })

  it.each(scoped.filter(takesApiKey))('allows no more than its MIS may do: $id', async (operation) => {
    expect(refusal(await callWith(operation, `broker-of-${operation.id}`, narrowMis.apiKey))).toEqual([403, 'forbidden', missing(operation.scope)])
  })

  it.each(guarded.filter((operation) => !takesApiKey(operation)))('is enough where the contract takes no API-key: $id', async (operation) => {
    const { status } = await callWith(operation, `broker-of-${operation.id}`)
    // Who asks about other tokens must administrate.
    expect(status).toBe(operation.scheme === 'administrator' ? 403 : 200)
  })
})
