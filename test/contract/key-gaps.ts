import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations } from '../../server/contract.ts'
import { followReference } from '../../server/follow-reference.ts'

const refusals = ['invalidIdempotencyKey', 'reusedIdempotencyKey']

/**
 * Where a contract says less or more of idempotency keys than it should: operations take one unless they are safe, and show how it is
 * refused; every answer repeats it.
 */
export function findKeyGaps(contract: OpenAPIV3_1.Document): string[] {
  return contractOperations.flatMap(({ id, path, method }) => {
    const { parameters = [], responses = {} } = contract.paths?.[path]?.[method] ?? {}
    const takesKey = parameters.some((parameter) => '$ref' in parameter && parameter.$ref === '#/components/parameters/IdempotencyKey')
    const listed = Object.entries(responses).map(([status, response]) => {
      return [status, followReference<OpenAPIV3_1.ResponseObject>(contract, response)] as const
    })
    const silent = listed.filter(([, { headers = {} }]) => !('X-Idempotency-Key' in headers)).map(([status]) => status)
    const shown = listed.flatMap(([status, { content }]) => (status === '422' ? Object.keys(content?.['application/json']?.examples ?? {}) : []))
    return [
      ...(takesKey === (method !== 'get') ? [] : [`${id} ${takesKey ? 'takes a key' : 'takes no key'}`]),
      ...silent.map((status) => `${id} does not repeat the key with ${status}`),
      ...refusals.filter((name) => shown.includes(name) !== (method !== 'get')).map((name) => `${id} ${method === 'get' ? 'shows' : 'does not show'} ${name}`),
    ]
  })
}
