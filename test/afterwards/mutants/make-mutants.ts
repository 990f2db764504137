import type { OpenAPIV3_1 } from 'openapi-types'
import { isObject } from '../../../server/is-object.ts'
import { pointerOf } from '../../../server/json-pointer.ts'
import { changedMember, type Mutant, type Part } from './mutant.ts'

/** Members that hold values, documentation or names, and no constraints. */
const notWalked = ['examples', 'example', 'enum', 'const', 'default', 'required', 'security', 'securitySchemes', 'x-codeSamples']

/** Keywords that can be taken away, by the kind of constraint that they are. */
const removable: Record<string, string> = {
  type: 'type',
  enum: 'enum',
  const: 'enum',
  pattern: 'pattern',
  format: 'pattern',
  minLength: 'length',
  maxLength: 'length',
  minItems: 'length',
  maxItems: 'length',
  minProperties: 'length',
  maxProperties: 'length',
  minimum: 'range',
  maximum: 'range',
  additionalProperties: 'closed',
}

/** Every mutant of a contract: each constraint taken away, and each bound loosened, one at a time. */
export function makeMutants(contract: OpenAPIV3_1.Document): Mutant[] {
  return [...walk({ ...contract }, '')]
}

function* walk(part: Part, place: string): Generator<Mutant> {
  yield* mutantsAt(part, place)
  for (const [name, member] of Object.entries(part)) {
    if (notWalked.includes(name) || typeof member !== 'object' || member === null) continue
    // Arrays are walked by their indices.
    yield* walk(member as Part, place + pointerOf(name))
  }
}

/** Where a part stands says what it is. */
function mutantsAt(part: Part, place: string): Mutant[] {
  if (/\/paths\/[^/]+\/(get|put|post|patch|delete)$/.test(place)) return [...securityMutants(part, place), ...statusMutants(part, place)]
  if (/\/headers$/.test(place) && place !== '/components/headers') return headerMutants(part, place)
  // The members of `properties` are schemas, whatever their names.
  if (/\/properties$/.test(place)) return []
  return [...requiredMutants(part, place), ...keywordMutants(part, place)]
}

function securityMutants({ security }: Part, place: string): Mutant[] {
  if (!Array.isArray(security)) return []
  // Lists of alternatives, as the specification says.
  const alternatives = security as Record<string, string[]>[]
  if (alternatives.some((schemes) => Object.keys(schemes).length === 0)) return []
  const scopes = [...new Set(alternatives.flatMap((schemes) => Object.values(schemes).flat()))]
  const withScope = (scope: string, instead: string[]) =>
    alternatives.map((schemes) => mapped(schemes, (own) => own.flatMap((each) => (each === scope ? instead : [each]))))
  const guards = ['administrator', 'ownClient'].filter((guard) => alternatives.some((schemes) => guard in schemes))
  const asBearer = (guard: string) =>
    alternatives.map((schemes) => Object.fromEntries(Object.entries(schemes).map(([name, own]) => [name === guard ? 'bearer' : name, own])))
  return [
    changedMember('security', place, 'security', [], 'security → open to everybody'),
    changedMember('security', place, 'security', [{}, ...alternatives], 'security → optional'),
    ...scopes.map((scope) => changedMember('security', place, 'security', withScope(scope, []), `scope ${scope} → none`)),
    ...scopes.map((scope) => changedMember('security', place, 'security', withScope(scope, ['another:scope']), `scope ${scope} → another`)),
    ...guards.map((guard) => changedMember('security', place, 'security', asBearer(guard), `${guard} → bearer`)),
  ]
}

const mapped = (schemes: Record<string, string[]>, change: (scopes: string[]) => string[]) =>
  Object.fromEntries(Object.entries(schemes).map(([name, scopes]) => [name, change(scopes)]))

function statusMutants({ responses }: Part, place: string): Mutant[] {
  if (!isObject(responses)) return []
  return Object.keys(responses).map((status) => changedMember('status', `${place}/responses`, status, undefined, `${status} → not listed`))
}

function headerMutants(headers: Part, place: string): Mutant[] {
  return Object.keys(headers).map((name) => changedMember('header', place, name, undefined, `header ${name} → not listed`))
}

/** `required` is a list in a schema, and a word in a parameter, a header or a body. */
function requiredMutants({ required, in: position }: Part, place: string): Mutant[] {
  // What is in the path is always there.
  if (required === true && position !== 'path') return [changedMember('required', place, 'required', undefined, 'required → optional')]
  if (!Array.isArray(required)) return []
  return required.map((name) =>
    changedMember('required', place, 'required', required.filter((other) => other !== name), `required ${String(name)} → optional`),
  )
}

function keywordMutants(part: Part, place: string): Mutant[] {
  return Object.entries(removable).flatMap(([keyword, kind]) => {
    const value = part[keyword]
    if (value === undefined || (keyword === 'additionalProperties' && value !== false)) return []
    const removed = changedMember(kind, place, keyword, undefined, `${keyword} → none`)
    const looser = loosened(keyword, value)
    return looser === undefined ? [removed] : [removed, changedMember(kind, place, keyword, looser, `${keyword} ${String(value)} → ${looser}`)]
  })
}

/** A bound that lets twice as much in. */
function loosened(keyword: string, value: unknown): number | undefined {
  if (typeof value !== 'number') return undefined
  if (keyword.startsWith('max')) return value * 2
  return value > 0 ? Math.floor(value / 2) : undefined
}
