import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, type ContractOperation, type OperationId } from '../../server/contract.ts'

/** What nobody has a token for yet. */
const openToEverybody: OperationId[] = ['createNonce', 'createToken', 'getContract', 'getNonce', 'logInUser']

/** What users and legal entities do below /admin with what is their own. */
const openToOwners: OperationId[] = ['refreshClientSecret', 'listApprovals', 'getApproval', 'deleteApproval']

/** What every token opens, whatever its scopes: it only tells or ends its own user's session. */
const openToEveryToken: OperationId[] = ['logOutUser', 'listOwnRoles']

/** Acts with a scope of their own. */
const ownScopes: Partial<Record<OperationId, string>> = {
  authorizeApp: 'app:authorize',
  refreshClientSecret: 'secret:refresh',
  refreshConnectionSecret: 'connection:refresh_secret',
  refreshAdministeredConnectionSecret: 'connection:refresh_secret',
  blockUser: 'user:block',
  unblockUser: 'user:unblock',
}

/** What a path is about; the first that fits says it. Roles of users are theirs. */
const resources: [path: RegExp, resource: string][] = [
  [/\/connections/, 'connection'],
  [/\/audit_events/, 'audit_event'],
  [/\/tokens/, 'token'],
  [/\/apps/, 'app'],
  [/\/client_types/, 'client_type'],
  [/^\/admin\/roles/, 'role'],
  [/\/users|\/user_roles/, 'user'],
  [/\/clients/, 'client'],
]
const acts = { get: 'read', post: 'write', put: 'write', patch: 'write', delete: 'delete' }

/** The scope that an operation asks for. */
function scopeOf({ id, method, path }: ContractOperation): string {
  return ownScopes[id] ?? `${resources.find(([pattern]) => pattern.test(path))?.[1]}:${acts[method]}`
}

/**
 * Where a contract lets in more than it should: operations that everybody, every token, or every client may call without
 * being listed here, and those that open with another scope than theirs.
 */
export function findOpenings(contract: OpenAPIV3_1.Document): string[] {
  return contractOperations.flatMap((operation) => {
    const { path, method } = operation
    const alternatives = contract.paths?.[path]?.[method]?.security ?? []
    return openingsOf(operation, alternatives).map((what) => `${operation.id} is open to ${what}`)
  })
}

function openingsOf(operation: ContractOperation, alternatives: OpenAPIV3_1.SecurityRequirementObject[]): string[] {
  const { id, path } = operation
  const tokens = alternatives.map(({ bearer, administrator, ownClient }) => bearer ?? administrator ?? ownClient)
  if (alternatives.length === 0 || tokens.includes(undefined)) return openToEverybody.includes(id) ? [] : ['everybody']
  const openings = []
  const wanted = openToEveryToken.includes(id) ? [] : [scopeOf(operation)]
  for (const scopes of tokens) {
    if (scopes?.length === 0 && wanted.length > 0) openings.push('every token')
    else if (String(scopes) !== String(wanted)) openings.push(`tokens with ${scopes}`)
  }
  const lacks = (scheme: string) => alternatives.some((schemes) => !(scheme in schemes))
  if (path.startsWith('/admin/') && lacks('administrator') && !openToOwners.includes(id)) openings.push('every client')
  if (path.startsWith('/api/clients/{id}') && lacks('ownClient')) openings.push('other clients')
  return openings
}
