import type { OpenAPIV3_1 } from 'openapi-types'
import { pointerSteps } from './json-pointer.ts'

/** Follows a reference within a bundled document. */
export function followReference<Value extends object>(document: OpenAPIV3_1.Document, value: Value | OpenAPIV3_1.ReferenceObject): Value {
  if (!('$ref' in value)) return value
  let found: unknown = document
  for (const step of pointerSteps(value.$ref)) found = (found as Record<string, unknown>)[step]
  // The bundler has resolved every reference once, so it leads to what the place asks for.
  return found as Value
}
