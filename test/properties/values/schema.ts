import type { OpenAPIV3_1 } from 'openapi-types'
import { resolve } from '../../../server/contract.ts'

/** A schema as the contract writes it. */
export type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** A schema with all the rules that the generators know, whatever its type. */
export interface KnownSchema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  oneOf?: Schema[]
  discriminator?: { propertyName: string }
}

const rules = [
  'type', 'const', 'enum', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'items', 'minItems', 'maxItems',
  'properties', 'required', 'additionalProperties', 'oneOf', 'discriminator',
] satisfies (keyof KnownSchema)[]
const remarks = ['title', 'description', 'default', 'example', 'examples']

/**
 * Follows a reference to a schema.
 * @throws Error for a rule that the generators do not know: they would make values that are only half right.
 */
export function knownSchema(reference: Schema): KnownSchema {
  const schema = resolve<OpenAPIV3_1.SchemaObject>(reference)
  const unknown = Object.keys(schema).filter((key) => ![...rules, ...remarks].includes(key) && !key.startsWith('x-'))
  if (unknown.length > 0) throw new Error(`no values can be made for ${unknown.join(', ')} of ${JSON.stringify(schema)}`)
  // What it may have beyond this was refused just now.
  return schema as KnownSchema
}
