import { addition, breaking, type Change, type Place } from './change.ts'
import { told, type Comparison, type Part } from './parts.ts'
import { judged, missingIn, verdictOfLists, type Verdict } from './verdict.ts'

/** A keyword that bounds something: what its absence means, and the values between a former bound and a present one. */
interface Bound {
  absent: number
  values: string
}

const bounds: Record<string, Bound> = {
  maximum: { absent: Infinity, values: 'greater values' },
  exclusiveMaximum: { absent: Infinity, values: 'greater values' },
  maxLength: { absent: Infinity, values: 'longer values' },
  maxItems: { absent: Infinity, values: 'longer lists' },
  maxProperties: { absent: Infinity, values: 'objects with more members' },
  minimum: { absent: -Infinity, values: 'smaller values' },
  exclusiveMinimum: { absent: -Infinity, values: 'smaller values' },
  minLength: { absent: 0, values: 'shorter values' },
  minItems: { absent: 0, values: 'shorter lists' },
  minProperties: { absent: 0, values: 'objects with fewer members' },
}

/** Keywords of which nobody can tell whether one value allows more than another. */
const assertions = ['pattern', 'format', 'multipleOf']

/** The comparisons of the keywords that rule a value by itself. */
export const keywordComparisons: Record<string, Comparison> = {
  ...Object.fromEntries(Object.entries(bounds).map(([key, bound]) => [key, boundComparison(key, bound)])),
  ...Object.fromEntries(assertions.map((key) => [key, assertionComparison(key)])),
  type: (was, is, place) => [judged(place, verdictOfLists(typesOf(was), typesOf(is)), `type ${told(was.type)} → ${told(is.type)}`, 'other types')],
  const: compareValues,
  enum: compareValues,
  default: compareDefaults,
}

function boundComparison(key: string, { absent, values }: Bound): Comparison {
  const direction = absent > 0 ? 1 : -1
  return (was, is, place) => {
    const room = direction * (Number(is[key] ?? absent) - Number(was[key] ?? absent))
    const verdict: Verdict = room === 0 ? 'same' : room > 0 ? 'wider' : 'narrower'
    return [judged(place, verdict, `${key} ${told(was[key])} → ${told(is[key])}`, values)]
  }
}

function assertionComparison(key: string): Comparison {
  return (was, is, place) => {
    const verdict: Verdict = was[key] === undefined ? 'narrower' : is[key] === undefined ? 'wider' : 'undecided'
    return [judged(place, verdict, `${key} ${told(was[key])} → ${told(is[key])}`)]
  }
}

function typesOf({ type }: Part): unknown[] | undefined {
  if (type === undefined) return undefined
  return [type].flat().flatMap((name) => (name === 'number' ? ['number', 'integer'] : [name]))
}

/** A `const` is a list of one value. */
function valuesOf({ const: only, enum: several }: Part): unknown[] | undefined {
  if (only !== undefined) return [only]
  return Array.isArray(several) ? several : undefined
}

/** `const` and `enum` are one rule. */
function compareValues(was: Part, is: Part, place: Place): Change[] {
  const [former, present] = [valuesOf(was), valuesOf(is)]
  return [judged(place, verdictOfLists(former, present), describeValues(former, present))]
}

function describeValues(was: unknown[] | undefined, is: unknown[] | undefined): string {
  const list = (values: unknown[]) => values.map((value) => told(value)).join(', ')
  if (is === undefined) return `values ${list(was ?? [])} → any`
  if (was === undefined) return `values any → ${list(is)}`
  const parts = [['also', missingIn(was, is)] as const, ['no longer', missingIn(is, was)] as const]
  return `values ${parts.flatMap(([word, values]) => (values.length > 0 ? [`${word} ${list(values)}`] : [])).join(', ') || 'as before'}`
}

/** What a request leaves out means the default, so that another default is another meaning. */
function compareDefaults(was: Part, is: Part, place: Place): Change[] {
  const what = `default ${told(was.default)} → ${told(is.default)}`
  if (was.default === undefined) return [addition(place, what, 'the value that is left out is told now')]
  return [breaking(place, what, 'leaving the value out means something else now')]
}
