import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, type ContractOperation, type OperationId } from '../../server/contract.ts'

/** What nobody has a token for yet. */
const openToEverybody: OperationId[] = ['createNonce', 'createToken', 'getContract', 'getNonce', 'logInUser']

/** What users and legal entities do below /admin with what is their own. */
const openToOwners: OperationId[] = ['refreshClientSecret', 'listApprovals', 'getApproval', 'deleteApproval']

/** What every token opens, whatever its scopes: it only tells or ends its own user's session. */
const openToEveryToken: OperationId[] = ['logOutUser', 'listOwnRoles']

/**
 * Where a contract lets in more than it should: operations that everybody, every token, or every client may call without
 * being listed here.
 */
export function findOpenings(contract: OpenAPIV3_1.Document): string[] {
  return contractOperations.flatMap((operation) => {
    const { path, method } = operation
    const alternatives = contract.paths?.[path]?.[method]?.security ?? []
    return openingsOf(operation, alternatives).map((what) => `${operation.id} is open to ${what}`)
  })
}

function openingsOf({ id, path, operation }: ContractOperation, alternatives: OpenAPIV3_1.SecurityRequirementObject[]): string[] {
  const tokens = alternatives.map(({ bearer, administrator, ownClient }) => bearer ?? administrator ?? ownClient)
  if (alternatives.length === 0 || tokens.includes(undefined)) return openToEverybody.includes(id) ? [] : ['everybody']
  const openings = []
  const isListed = '403' in (operation.responses ?? {})
  if (tokens.some((scopes) => scopes?.length === 0) && (isListed || !openToEveryToken.includes(id))) openings.push('every token')
  const lacks = (scheme: string) => alternatives.some((schemes) => !(scheme in schemes))
  if (path.startsWith('/admin/') && lacks('administrator') && !openToOwners.includes(id)) openings.push('every client')
  if (path.startsWith('/api/clients/{id}') && lacks('ownClient')) openings.push('other clients')
  return openings
}
