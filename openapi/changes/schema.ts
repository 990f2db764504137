import { isObject } from '../../server/is-object.ts'
import { addition, breaking, memberOf, type Change, type Place } from './change.ts'
import { keywordComparisons } from './keywords.ts'
import { asPart, byNames, comparisonOf, same, told, type Comparison, type Part } from './parts.ts'
import { judged } from './verdict.ts'

const compareKeywords = comparisonOf({
  ...keywordComparisons,
  properties: compareMembers,
  required: compareMembers,
  additionalProperties: compareFurtherMembers,
  items: (was, is, place) => schemaChanges(was.items, is.items, { ...place, member: `${place.member}[]` }),
  oneOf: compareBranches,
})

/** The changes between two versions of a schema; one that is absent or `true` allows everything. */
export function schemaChanges(was: unknown, is: unknown, place: Place): Change[] {
  return same(was, is) ? [] : compareKeywords(schemaOf(was), schemaOf(is), place)
}

const schemaOf = (value: unknown): Part => (value === false ? { not: {} } : asPart(value))

/** The comparison of the schema that a parameter, a header or a media type has. */
export const compareSchemas: Comparison = (was, is, place) => schemaChanges(was.schema, is.schema, place)

/**
 * Compares the members that objects have by name. A new member is an addition: answers promise only what they list, and
 * readers ignore what they do not know, as the SDK does. One that is gone is breaking in open bodies too, where it would be
 * ignored: whoever sends it wants something.
 */
function compareMembers(was: Part, is: Part, place: Place): Change[] {
  const [former, present] = [requiredIn(was), requiredIn(is)]
  const [members, membersNow] = [asPart(was.properties), asPart(is.properties)]
  const named = byNames(members, membersNow, {
    came: (name) => [memberCame(memberOf(place, name), present.includes(name) && !former.includes(name))],
    went: (name) => [memberWent(memberOf(place, name), is.additionalProperties === false)],
    stayed: (name) => schemaChanges(members[name], membersNow[name], memberOf(place, name)),
  })
  // Of a member that came or went, that it is required is told already.
  const others = [...new Set([...former, ...present])].filter((name) => name in members === name in membersNow)
  return [
    ...named,
    ...others.flatMap((name) => {
      if (former.includes(name) === present.includes(name)) return []
      return [requiredChange(memberOf(place, name), present.includes(name))]
    }),
  ]
}

const requiredIn = ({ required }: Part): string[] => (Array.isArray(required) ? required.map(String) : [])

function memberCame(place: Place, required: boolean): Change {
  if (place.side === 'answer') return addition(place, 'new', 'readers ignore what they do not know')
  return required ? breaking(place, 'new and required', 'requests without it are refused now') : addition(place, 'new', 'it may be sent now')
}

function memberWent(place: Place, closed: boolean): Change {
  if (place.side === 'answer') return breaking(place, 'removed', 'it no longer comes')
  return breaking(place, 'removed', closed ? 'it is refused now' : 'it has no effect any more')
}

/** The change of something that was there before and became required, or ceased to be. */
export function requiredChange(place: Place, required: boolean): Change {
  const values = `${place.side}s without it`
  return required ? judged(place, 'narrower', 'required', values) : judged(place, 'wider', 'no longer required', values)
}

/** Members without a name in the contract come and go as those with names do. */
function compareFurtherMembers(was: Part, is: Part, place: Place): Change[] {
  const [former, present] = [was.additionalProperties ?? true, is.additionalProperties ?? true]
  if (same(former, present)) return [judged(place, 'same', 'further members allowed, as before')]
  if (former === false) return [addition(place, 'further members allowed', 'members of any name are possible now')]
  if (present === false) return [breaking(place, 'further members not allowed', 'members of other names are impossible now')]
  return schemaChanges(former, present, memberOf(place, '*'))
}

/** Compares alternatives by what tells them apart: the value of the discriminating member, else their type. */
function compareBranches(was: Part, is: Part, place: Place): Change[] {
  const { propertyName } = asPart(is.discriminator ?? was.discriminator)
  const [former, present] = [branchesIn(was, propertyName), branchesIn(is, propertyName)]
  if (former === undefined || present === undefined) return [judged(place, 'undecided', `oneOf ${told(was.oneOf)} → ${told(is.oneOf)}`)]
  const placeOf = (name: string): Place => ({ ...place, member: `${place.member}(${name})` })
  return byNames(former, present, {
    came: (name) => [judged(placeOf(name), 'wider', 'new alternative', 'values of this kind')],
    went: (name) => [judged(placeOf(name), 'narrower', 'alternative removed', 'values of this kind')],
    stayed: (name, branch, branchNow) => schemaChanges(branch, branchNow, placeOf(name)),
  })
}

/** The alternatives by name; undefined when two of them have the same. */
function branchesIn({ oneOf }: Part, discriminator: unknown): Part | undefined {
  if (!Array.isArray(oneOf)) return undefined
  const branches = oneOf.filter(isObject).map((branch) => [nameOf(branch, discriminator), branch])
  const byName: Part = Object.fromEntries(branches)
  return Object.keys(byName).length === oneOf.length ? byName : undefined
}

function nameOf({ properties, type }: Part, discriminator: unknown): string {
  const { const: value } = asPart(asPart(properties)[String(discriminator)])
  return String(value ?? type)
}
