import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from './follow-reference.ts'

/** The schema that lists the error types, and what the contract says of each. */
export interface ErrorTypeSchema extends OpenAPIV3_1.NonArraySchemaObject {
  enum: string[]
  /** What each type means. */
  'x-meanings': Record<string, string>
  /** The statuses at which a type comes to requests that reach no operation. */
  'x-before-operations': Record<string, number[]>
  /** Every status at which a type comes, in order; the generator collects them from the examples. */
  'x-statuses': Record<string, number[]>
}

/** The schema of the error types of a bundled contract. */
export function errorTypeSchema(document: OpenAPIV3_1.Document): ErrorTypeSchema {
  // Tests hold the schema against what its type promises.
  return followReference<ErrorTypeSchema>(document, { $ref: '#/components/schemas/ErrorType' })
}
