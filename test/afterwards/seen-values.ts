import type { OpenAPIV3_1 } from 'openapi-types'
import { resolve } from '../../server/contract.ts'
import { isObject } from '../../server/is-object.ts'
import { pointerOf } from '../../server/json-pointer.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import type { Exchange } from '../traffic/exchange.ts'

/** What the answers of a run had at one place of the contract. */
export interface Seen {
  /** How many values were there. */
  count: number
  /** How often each member was there: of objects, or the headers of an answer. */
  members: Map<string, number>
  /** Their types, in the words of JSON Schema. */
  types: Set<string>
  /** The formats that every text had. */
  formats: string[]
}

/** Formats that texts do not have by chance. */
const formats: Record<string, RegExp> = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
}

type Schema = OpenAPIV3_1.SchemaObject

/** Collects what answers have, by the JSON Pointers of the schemas and the responses that describe it. */
export function collectSeen(exchanges: Iterable<Exchange>): Map<string, Seen> {
  const places = new Map<string, Seen>()
  for (const { origin, operationId, answer } of exchanges) {
    const response = responseOf(operationId, answer.status)
    if (origin === 'spoilt' || response === undefined) continue
    const { pointer, part } = response
    count(pointer, answer.headers)
    const schema = part.content?.['application/json']?.schema
    // What the contract describes by a schema is JSON.
    if (schema !== undefined) collect(`${pointer}/content/application~1json/schema`, schema as Schema, JSON.parse(answer.body))
  }
  return places

  function collect(place: string, schema: Schema | OpenAPIV3_1.ReferenceObject, value: unknown): void {
    if ('$ref' in schema) return collect(schema.$ref, resolve<Schema>(schema), value)
    count(place, value)
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      if (isObject(value) && name in value) collect(`${place}/properties/${name}`, member as Schema, value[name])
    }
    if (Array.isArray(value) && 'items' in schema) for (const item of value) collect(`${place}/items`, schema.items as Schema, item)
  }

  function count(place: string, value: unknown): void {
    const seen = places.get(place) ?? { count: 0, members: new Map<string, number>(), types: new Set<string>(), formats: Object.keys(formats) }
    places.set(place, seen)
    seen.count++
    seen.types.add(typeOf(value))
    seen.formats = seen.formats.filter((name) => typeof value === 'string' && formats[name]!.test(value))
    for (const member of isObject(value) ? Object.keys(value) : []) seen.members.set(member, (seen.members.get(member) ?? 0) + 1)
  }
}

/** Where the contract describes an answer; undefined when it does not. */
function responseOf(operationId: Exchange['operationId'], status: number) {
  const { path, method, operation } = operationNamed(operationId)
  const listed = operation.responses?.[status]
  if (listed === undefined) return undefined
  const own = `#${pointerOf('paths', path, method, 'responses', String(status))}`
  return { pointer: '$ref' in listed ? listed.$ref : own, part: resolve<OpenAPIV3_1.ResponseObject>(listed) }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The part of the contract at a JSON Pointer. */
export const partAt = (pointer: string): unknown => resolve({ $ref: pointer } as OpenAPIV3_1.ReferenceObject)

/** Whether a JSON Pointer is that of a response, and not that of a schema. */
export const isResponse = (pointer: string): boolean => /^#\/(components\/responses\/[^/]+|paths\/.*\/responses\/\d+)$/.test(pointer)
