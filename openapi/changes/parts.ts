import { isObject } from '../../server/is-object.ts'
import type { Change, Place } from './change.ts'
import { judged } from './verdict.ts'

/** A part of a contract, as programs notice it. */
export type Part = Record<string, unknown>

/** Tells the changes between two versions of a part. */
export type Comparison = (was: Part, is: Part, place: Place) => Change[]

/** The value as a part; what is absent has no members. */
export const asPart = (value: unknown): Part => (isObject(value) ? value : {})

/** Whether two values are the same to programs. */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** A value in a sentence. */
export function told(value: unknown): string {
  if (value === undefined) return 'none'
  const text = JSON.stringify(value)
  return text.length > longestTold ? `${text.slice(0, longestTold)}…` : text
}

/** A pattern of the contract fits; a whole schema would hide the sentence. */
const longestTold = 200

/**
 * Compares parts member by member. Members that differ and have no comparison, and differences that the comparisons do
 * not tell, cannot be decided: a part that differs has at least one change. Members that are compared together share a comparison.
 */
export function comparisonOf(comparisons: Record<string, Comparison>): Comparison {
  return (was, is, place) => {
    const differing = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => !same(was[key], is[key]))
    const due = new Set(differing.map((key) => comparisons[key] ?? undecided(key)))
    const changes = [...due].flatMap((comparison) => comparison(was, is, place))
    return changes.length > 0 ? changes : differing.flatMap((key) => undecided(key)(was, is, place))
  }
}

function undecided(key: string): Comparison {
  return (was, is, place) => [judged(place, 'undecided', `${key} ${told(was[key])} → ${told(is[key])}`)]
}

/** What becomes of a name from one version to the next. */
interface Fate {
  came(name: string, is: unknown): Change[]
  went(name: string, was: unknown): Change[]
  stayed(name: string, was: Part, is: Part): Change[]
}

/** Compares what two versions of a part have under names of the contract's choice. */
export function byNames(was: Part, is: Part, { came, went, stayed }: Fate): Change[] {
  const changes = Object.keys(was).flatMap((name) => {
    if (!(name in is)) return went(name, was[name])
    return same(was[name], is[name]) ? [] : stayed(name, asPart(was[name]), asPart(is[name]))
  })
  return [...changes, ...Object.keys(is).flatMap((name) => (name in was ? [] : came(name, is[name])))]
}
