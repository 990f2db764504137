import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from './follow-reference.ts'

/** The only member of a body's schema when that is an object itself; undefined where the fields are the body's own. */
export function wrapperIn(document: OpenAPIV3_1.Document, body: OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject): string | undefined {
  const { properties = {} } = followReference<OpenAPIV3_1.SchemaObject>(document, body)
  const [[name, schema] = [], ...others] = Object.entries(properties)
  if (schema === undefined || others.length > 0) return undefined
  return followReference<OpenAPIV3_1.SchemaObject>(document, schema).type === 'object' ? name : undefined
}
