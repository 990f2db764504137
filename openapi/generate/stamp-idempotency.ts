import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../server/follow-reference.ts'
import { operationsIn } from './contract-hashes.ts'

const keyParameter = '#/components/parameters/IdempotencyKey'
const refusalReference = { $ref: '#/components/responses/InvalidIdempotencyKey' }
const headerReference = { $ref: '#/components/headers/IdempotencyKey' }

/**
 * Writes idempotency keys into a bundled contract, so that its sources need not repeat them: the parameter into every operation
 * that is not safe, the examples of a refused key into its 422, and the header that repeats the key into every answer.
 *
 * @throws TypeError for an operation that is not safe and has no 422.
 */
export function stampIdempotency(document: OpenAPIV3_1.Document): void {
  const refusals = examplesIn(refusalReference)
  for (const [method, operation] of Object.values(document.paths ?? {}).flatMap((item) => operationsIn(item ?? {}))) {
    for (const listed of Object.values(operation.responses ?? {})) {
      const response = followReference<OpenAPIV3_1.ResponseObject>(document, listed)
      response.headers = { ...response.headers, 'X-Idempotency-Key': headerReference }
    }
    if (method === 'get') continue
    const others = (operation.parameters ?? []).filter((parameter) => !isKeyParameter(parameter))
    operation.parameters = [...others, { $ref: keyParameter }]
    Object.assign(examplesIn(operation.responses!['422']!), refusals)
  }

  function examplesIn(listed: OpenAPIV3_1.ReferenceObject | OpenAPIV3_1.ResponseObject) {
    const { content } = followReference<OpenAPIV3_1.ResponseObject>(document, listed)
    // The linter asks for named examples.
    return content!['application/json']!.examples!
  }
}

/** Tells the parameter from the others of an operation. */
export function isKeyParameter(parameter: OpenAPIV3_1.ReferenceObject | OpenAPIV3_1.ParameterObject): boolean {
  return '$ref' in parameter && parameter.$ref === keyParameter
}
