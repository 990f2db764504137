import { createHash } from 'node:crypto'
import { contractOperations, type ContractOperation, type OperationId } from '../../../server/contract.ts'
import type { Fixtures, ListName } from '../../../server/fixtures/fixtures.ts'
import { itemOf } from '../../fixtures/demo-fixtures.ts'
import { demo } from '../../fixtures/demo.ts'
import { tokensAskedFor, type TokenAskedFor } from '../../fixtures/token-asked-for.ts'

/** What the users of the operations sign in with. */
export const ownPassword = 'Sandbox-Own-1'
export const ownScope = 'client:read'
export const ownRedirectUri = 'https://own.example.com'

/** The id of the row that an operation has for itself in a table. */
export function ownId(table: ListName, operationId: OperationId): string {
  const digest = createHash('sha256').update(`${table} of ${operationId}`).digest('hex')
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

/** The value of the token that an operation has for itself. */
export const ownValue = (operationId: OperationId) => `token-of-${operationId}`

/** The value of the token that an operation is called with. */
export const callerValue = (operationId: OperationId) => `caller-of-${operationId}`

/** The scheme and the scopes of the token that an operation needs; nothing for one that is open to everybody. */
export function guardOf({ operation }: ContractOperation): TokenAskedFor | undefined {
  return tokensAskedFor(operation.security?.[0] ?? {})[0]
}

/**
 * Gives each operation a row of its own in every table, so that what it does to one meets no other, and a token to be called
 * with, which has exactly the scopes that the contract names: of an administrator, or of its own user at its own client.
 */
export function addOwnRows(fixtures: Required<Fixtures>): void {
  for (const operation of contractOperations) addRowsOf(operation, fixtures)
}

function addRowsOf(operation: ContractOperation, fixtures: Required<Fixtures>): void {
  const { id } = operation
  const { users, clients, client_types, roles, connections, user_roles, global_user_roles, approvals, tokens } = fixtures
  const own = (table: ListName) => ({ id: ownId(table, id) })
  const [user_id, client_id, role_id] = [own('users').id, own('clients').id, own('roles').id]

  users.push({ ...own('users'), email: `${id}@example.com`, password: ownPassword, is_blocked: id === 'unblockUser' })
  client_types.push({ ...own('client_types'), name: `type of ${id}`, scope: ownScope })
  roles.push({ ...own('roles'), name: `role of ${id}`, scope: ownScope })
  clients.push({ ...itemOf(clients, demo.clinic.id), ...own('clients'), name: `client of ${id}`, user_id })
  connections.push({ ...own('connections'), client_id, consumer_id: client_id, redirect_uri: ownRedirectUri, secret: `secret-of-${id}` })
  user_roles.push({ ...own('user_roles'), user_id, role_id, client_id })
  global_user_roles.push({ ...own('global_user_roles'), user_id, role_id })
  // Of another client than the caller's, because a caller who takes it back ends the tokens there.
  approvals.push({ ...own('approvals'), user_id, client_id: demo.clinic.id, scope: ownScope })

  const token = { name: 'access_token', expires_in: 3600 }
  const details = { client_id, grant_type: 'password', scope: ownScope }
  tokens.push({ ...token, ...own('tokens'), value: ownValue(id), user_id, details })

  const guard = guardOf(operation)
  if (guard === undefined) return
  const { administrator, administration } = demo
  const scope = guard.scope.join(' ')
  const caller = { ...token, value: callerValue(id) }
  if (guard.scheme !== 'administrator') tokens.push({ ...caller, user_id, details: { ...details, scope } })
  else tokens.push({ ...caller, user_id: administrator.id, details: { ...details, client_id: administration.id, scope } })
}
