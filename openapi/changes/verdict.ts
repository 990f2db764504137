import { addition, breaking, type Change, type Place } from './change.ts'

/** Whether a rule allows fewer values than it did, more, the same, or some other ones. */
export type Verdict = 'narrower' | 'wider' | 'same' | 'undecided'

/** What a program that was written for the former rule may meet. */
const breaks: Record<Place['side'], Verdict[]> = {
  request: ['narrower', 'undecided'],
  answer: ['wider', 'undecided'],
}

const consequences: Record<Place['side'], Record<Verdict, (values: string) => string>> = {
  request: {
    narrower: (values) => `${values} are refused now`,
    wider: (values) => `${values} are accepted now`,
    same: () => 'it means what it meant',
    undecided: () => 'nobody can tell whether all that was accepted still is',
  },
  answer: {
    narrower: (values) => `${values} no longer come`,
    wider: (values) => `${values} may come now`,
    same: () => 'it means what it meant',
    undecided: () => 'nobody can tell whether only what came before comes now',
  },
}

/**
 * The change of a rule: narrower breaks those who send, wider breaks those who read, and what cannot be decided breaks both.
 * `values` names those that the rule treats otherwise now, in the plural.
 */
export function judged(place: Place, verdict: Verdict, what: string, values = 'other values'): Change {
  const change = breaks[place.side].includes(verdict) ? breaking : addition
  return change(place, what, consequences[place.side][verdict](values))
}

/** The verdict on a rule that lists what it allows; undefined allows everything. */
export function verdictOfLists(was: unknown[] | undefined, is: unknown[] | undefined): Verdict {
  const kept = is === undefined || (was !== undefined && missingIn(is, was).length === 0)
  const added = was !== undefined && (is === undefined || missingIn(was, is).length > 0)
  if (!kept) return added ? 'undecided' : 'narrower'
  return added ? 'wider' : 'same'
}

/** The values that one list has and the other lacks. */
export function missingIn(list: unknown[], values: unknown[]): unknown[] {
  const known = new Set(list.map((value) => JSON.stringify(value)))
  return values.filter((value) => !known.has(JSON.stringify(value)))
}
