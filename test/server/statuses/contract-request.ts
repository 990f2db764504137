import type { ContractOperation, OperationId } from '../../../server/contract.ts'
import type { ListName } from '../../../server/fixtures/fixtures.ts'
import { contractExamples } from '../../contract/examples-of.ts'
import { callerValue, guardOf, ownId, ownPassword, ownRedirectUri, ownScope, ownValue } from './own-rows.ts'

/** A request that does what its operation is for. */
export interface ContractRequest {
  target: string
  headers: Record<string, string>
  body: unknown
}

/** Which row a parameter of a path names, by the parameter and the segment before it. */
const tables: Record<string, ListName> = {
  'clients/{id}': 'clients',
  'connections/{connection_id}': 'connections',
  'client_types/{id}': 'client_types',
  'roles/{id}': 'roles',
  'users/{id}': 'users',
  'roles/{user_role_id}': 'user_roles',
  'global_roles/{user_role_id}': 'global_user_roles',
  'apps/{id}': 'approvals',
  'tokens/{id}': 'tokens',
}

/** Bodies in place of the contract's examples, where these name what the demo data or another operation has taken. */
const bodies: Partial<Record<OperationId, unknown>> = {
  authorizeApp: { app: { client_id: ownId('clients', 'authorizeApp'), redirect_uri: ownRedirectUri, scope: ownScope } },
  createClientType: { client_type: { name: 'a new type', scope: ownScope } },
  createRole: { role: { name: 'a new role', scope: ownScope } },
  createUser: { user: { email: 'new@example.com', password: ownPassword } },
  updateUser: { user: { email: 'changed@example.com' } },
  createApproval: { app: { user_id: ownId('users', 'createApproval'), client_id: ownId('clients', 'createApproval'), scope: ownScope } },
  changeUserPassword: { user: { password: 'Sandbox-Own-2', current_password: ownPassword } },
}

/** Queries of operations that cannot do without one. */
const queries: Partial<Record<OperationId, string>> = {
  deleteTokensOfUsers: `?user_ids=${ownId('users', 'deleteTokensOfUsers')}`,
}

const examples = contractExamples().filter(({ status }) => status === undefined)

/** The request of an operation to its own rows, with the contract's first example as body. */
export function requestOf(operation: ContractOperation): ContractRequest {
  const { id, method, path } = operation
  return {
    target: `${method.toUpperCase()} ${ownPath(id, path)}${queries[id] ?? ''}`,
    headers: guardOf(operation) === undefined ? {} : { Authorization: `Bearer ${callerValue(id)}` },
    body: bodies[id] ?? examples.find(({ operationId }) => operationId === id)?.value,
  }
}

function ownPath(id: OperationId, path: string): string {
  return path.replaceAll(/(\w+)\/(\{\w+\})/g, (place: string, segment: string) => {
    if (place === 'tokens/{value}') return `${segment}/${ownValue(id)}`
    const table = tables[place]
    if (table === undefined) throw new Error(`nothing tells what ${place} is`)
    return `${segment}/${ownId(table, id)}`
  })
}
