import fc from 'fast-check'
import { knownSchema, type KnownSchema, type Schema } from './schema.ts'
import { textsOf } from './texts.ts'

/** By the name of a member, which values to take in place of any that the schema lets pass. */
export type Replacements = Record<string, fc.Arbitrary<unknown>>

/**
 * The values that a schema lets pass, whatever the place.
 * @throws Error for a schema with rules that the generators do not know.
 */
export function validValues(reference: Schema, replacements: Replacements = {}): fc.Arbitrary<unknown> {
  const schema = knownSchema(reference)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map((branch) => validValues(branch, replacements)))
  const types: (string | undefined)[] = Array.isArray(schema.type) ? schema.type : [schema.type]
  return fc.oneof(...types.map((type) => valuesOfType(type, schema, replacements)))
}

function valuesOfType(type: string | undefined, schema: KnownSchema, replacements: Replacements): fc.Arbitrary<unknown> {
  const { minimum: min, maximum: max, items, minItems: minLength, maxItems: maxLength } = schema
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min, max })
    case 'string':
      return textsOf(schema)
    case 'array':
      return fc.array(validValues(items ?? {}, replacements), { minLength, maxLength })
    case 'object':
      return objects(schema, replacements)
    case undefined:
      return json
    default:
      throw new Error(`no values can be made for the type ${type}`)
  }
}

const json = fc.jsonValue({ maxDepth: 3 })

/** Names that a program written in JavaScript could stumble over. */
const strangeNames = ['__proto__', 'constructor', 'hasOwnProperty', 'toJSON', 'length', '', ' ', 'a.b', 'a/b', 'a~1b', 'є', '0', '$ref', '🏥']

function objects(schema: KnownSchema, replacements: Replacements): fc.Arbitrary<object> {
  const { properties = {}, required: requiredKeys = [], additionalProperties = true } = schema
  const members = Object.entries(properties).map(([name, member]) => [name, replacements[name] ?? validValues(member, replacements)] as const)
  const known: fc.Arbitrary<object> = fc.record<Record<string, unknown>>(Object.fromEntries(members), { requiredKeys })
  if (!additionalProperties) return known
  const others = fc.array(strangers(Object.keys(properties)), { maxLength: 2 })
  return fc.tuple(others, known).map(([unknown, own]) => ({ ...Object.fromEntries(unknown), ...own }))
}

/** Members of other names than these. */
export function strangers(names: string[]): fc.Arbitrary<[string, unknown]> {
  const other = fc.oneof(fc.constantFrom(...strangeNames), fc.stringMatching(/^[a-z_]{1,12}$/)).filter((name) => !names.includes(name))
  return fc.tuple(other, json)
}
