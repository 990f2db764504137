import type { OpenAPIV3_1 } from 'openapi-types'
import { operationForms } from '../generate/contract-hashes.ts'
import { compareAnswers } from './answers.ts'
import { addition, breaking, type Change, type Place } from './change.ts'
import { asPart, byNames, comparisonOf, type Part } from './parts.ts'
import { compareBodies, compareParameters } from './request.ts'
import { compareSecurity } from './security.ts'

const compareOperations = comparisonOf({
  method: compareRoutes,
  path: compareRoutes,
  parameters: compareParameters,
  requestBody: compareBodies,
  responses: compareAnswers,
  security: compareSecurity,
})

/**
 * The changes between two versions of a bundled contract. An operation whose hash differs has at least one, and one whose hash
 * is the same has none: documentation is no change. Operations are known by their ids, by which the SDK and `GET /contract` call them.
 */
export function compareContracts(was: OpenAPIV3_1.Document, is: OpenAPIV3_1.Document): Change[] {
  return byNames(Object.fromEntries(operationForms(was)), Object.fromEntries(operationForms(is)), {
    came: (id, operation) => [addition(placeOf(id, operation), `operation ${id} is new`, 'it may be called now')],
    went: (id, operation) => [breaking(placeOf(id, operation), `operation ${id} is gone`, 'calls of it fail')],
    stayed: (id, former, present) => compareOperations(former, present, placeOf(id, former)),
  })
}

function placeOf(operationId: string, operation: unknown): Place {
  const { method, path } = asPart(operation)
  return { operationId, operation: `${String(method).toUpperCase()} ${path}`, part: '', member: '', side: 'request' }
}

function compareRoutes(_was: Part, is: Part, place: Place): Change[] {
  return [breaking(place, `is ${placeOf(place.operationId, is).operation}`, 'calls to the former place fail')]
}
