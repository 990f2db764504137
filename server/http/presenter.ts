import type { Request } from 'express'
import type { OpenAPIV3_1 } from 'openapi-types'
import { bodySchemaOf, parametersOf, resolve, type ContractOperation } from '../contract.ts'
import type { Presenter } from '../limits/guesses.ts'
import { isUuid } from '../uuid.ts'
import { networkOf } from './address-of.ts'
import { asksForToken } from './bearer-of.ts'
import { fieldsOf } from './fields-of.ts'
import { trailOf } from './trail-of.ts'

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/**
 * Tells who presents credentials to an operation that takes some in its body; undefined for any other. Where they are a client's
 * secret, the client that the request names is counted.
 */
export function presenterAt(operation: ContractOperation): ((request: Request) => Presenter) | undefined {
  if (asksForToken(operation.operation) || operation.operation.requestBody === undefined) return undefined
  const takesSecret = hasField(bodySchemaOf(operation), 'client_secret')
  const isInQuery = parametersOf(operation).some(({ in: place, name }) => place === 'query' && name === 'client_id')
  return (request) => {
    const { client_id, client_secret } = fieldsOf(request)
    const named = String((isInQuery ? request.query.client_id : undefined) ?? client_id)
    const isCounted = takesSecret && client_secret !== undefined && isUuid(named)
    return {
      address: networkOf(request),
      clientId: isCounted ? named.toLowerCase() : undefined,
      // Of an operation that takes a client's secret, the trail names the client once it is proved.
      hasProved: () => isCounted && trailOf(request).clientId === named.toLowerCase(),
    }
  }
}

/** Tells whether a body may have a field, in its wrapper or in one of its forms. */
function hasField(reference: Schema, name: string): boolean {
  const { properties = {}, oneOf = [] } = resolve<OpenAPIV3_1.SchemaObject>(reference)
  return name in properties || [...Object.values(properties), ...oneOf].some((part) => hasField(part, name))
}
