import type { OpenAPIV3_1 } from 'openapi-types'
import { bodySchemaOf, parametersOf, resolve, type ContractOperation } from '../contract.ts'

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** What a handler gets of a request. */
interface Parts {
  path: unknown
  query: unknown
  body: unknown
}

/** Ids are compared as text, so a request has them in one spelling, wherever the contract says that a value is one. */
export function lowerCaseIds(operation: ContractOperation): (parts: Parts) => void {
  const places = idPlaces(operation)
  return (parts) => {
    for (const place of places) lowerCaseAt(parts, place)
  }
}

/** The members that lead to each id. */
function idPlaces(operation: ContractOperation): string[][] {
  return [
    ...parametersOf(operation).flatMap(({ in: place, name, schema = {} }) => idsIn(schema, [place, name])),
    ...idsIn(bodySchemaOf(operation), ['body']),
  ]
}

function idsIn(reference: Schema, steps: string[]): string[][] {
  const schema = resolve<OpenAPIV3_1.SchemaObject>(reference)
  if (schema.format === 'uuid') return [steps]
  if ('items' in schema && schema.items !== undefined) return idsIn(schema.items, steps)
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => idsIn(member, [...steps, name]))
}

function lowerCaseAt(holder: unknown, [step = '', ...further]: string[]): void {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) return
  // A property that the object has of its own can be read.
  const members = holder as Record<string, unknown>
  const value = members[step]
  if (further.length > 0) lowerCaseAt(value, further)
  else members[step] = Array.isArray(value) ? value.map(lowerCase) : lowerCase(value)
}

const lowerCase = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value)
