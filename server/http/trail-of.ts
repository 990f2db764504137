import type { Request } from 'express'
import { objectAt } from '../audit/object-at.ts'
import type { Trail } from '../audit/trail.ts'
import { contractOperations } from '../contract.ts'
import { addressOf } from './address-of.ts'
import { operationOf, pathParametersOf } from './operation-of.ts'

const paths = new Map<string, string>(contractOperations.map(({ id, path }) => [id, path]))

/** What is known of the act that a request to an operation asks for: at first what the request itself tells. */
export function trailOf(request: Request): Trail {
  const { locals } = request.res!
  locals.trail ??= begin()
  return locals.trail

  function begin(): Trail {
    // Only what the contract has matched is asked about.
    const act = operationOf(request)!.operationId!
    const { requestId, caller } = locals
    const object = objectAt(paths.get(act)!, pathParametersOf(request))
    return {
      act,
      requestId,
      address: addressOf(request) ?? null,
      userId: caller?.userId ?? null,
      clientId: caller?.clientId ?? null,
      misClientId: caller?.misClientId ?? null,
      objects: object === undefined ? [] : [object],
    }
  }
}
