import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../server/follow-reference.ts'
import { isObject } from '../../server/is-object.ts'

/** The header with the hash of the contract, which is no part of what is hashed. */
export const contractHashHeader = 'X-Contract-Hash'

/** What the contract tells people only. A discriminator's `mapping` repeats the `const` of the branches. */
const documentation = new Set([
  'description', 'summary', 'title', 'example', 'examples', 'externalDocs', 'tags', 'deprecated', 'operationId', 'mapping', '$comment',
])

/** Where the keys are names that the contract has chosen, so that even `description` is one. */
const named = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'responses', 'headers', 'content'])

/** Where the value is data, whatever its members are called. */
const data = new Set(['const', 'default'])

/** Where the order says nothing. */
const unordered = new Set(['required', 'enum', 'type', 'parameters', 'security', 'oneOf', 'anyOf', 'allOf'])

/**
 * What a program that speaks HTTP can notice of a part of the contract: without documentation, with the components in place of
 * the references to them, and in one order, so that equal parts have equal JSON. How components are called makes no difference.
 */
export function wireForm(document: OpenAPIV3_1.Document, part: unknown): unknown {
  return formOf(part, [])

  /** The references on the way here are those whose components contain this value. */
  function formOf(value: unknown, way: string[]): unknown {
    if (Array.isArray(value)) return value.map((entry) => formOf(entry, way))
    if (!isObject(value)) return value
    const { $ref, ...others } = value
    const own = sorted(Object.entries(others).flatMap(([key, member]) => (isDocumentation(key) ? [] : [[key, memberForm(key, member, way)]])))
    if (typeof $ref !== 'string') return own
    // A schema that contains itself would never end.
    const target = way.includes($ref) ? $ref : formOf(followReference(document, { $ref }), [...way, $ref])
    return Object.keys(own).length === 0 ? target : { ...own, $ref: target }
  }

  function memberForm(key: string, member: unknown, way: string[]): unknown {
    if (data.has(key)) return member
    if (unordered.has(key) && Array.isArray(member)) {
      const entries = member.map((entry) => formOf(entry, way)).map((form): [string, unknown] => [JSON.stringify(form), form])
      return entries.toSorted(byName).map(([, form]) => form)
    }
    if (!named.has(key) || !isObject(member)) return formOf(member, way)
    const members = Object.entries(member).filter(([name]) => name !== contractHashHeader)
    return sorted(members.map(([name, entry]) => [name, formOf(entry, way)]))
  }
}

const isDocumentation = (key: string): boolean => documentation.has(key) || key.startsWith('x-')

/** Puts entries in the order of their names, which is the same on every machine. */
export const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1)

const sorted = (members: [string, unknown][]): Record<string, unknown> => Object.fromEntries(members.toSorted(byName))
