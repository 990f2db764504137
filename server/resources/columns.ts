import { normalizeScope } from '../access/scope.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'

/** The members that have a value: what was not sent is not touched. */
export function present<Members extends object>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  // Only members without a value were left out.
  return Object.fromEntries(entries) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> }
}

/** Deeper JSON would be at the mercy of the stack of whoever writes it into an answer. */
const maxDepth = 100

/**
 * JSON of a field's value, for a column; nothing of nothing.
 * @throws Failure 422 when it is too deep.
 */
export function json(field: string, value: object | undefined): string | undefined {
  if (value === undefined) return undefined
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw failures.validationFailed([invalid.tooDeep(field, maxDepth)])
    level = level.flatMap((member) => (typeof member === 'object' && member !== null ? Object.values(member) : []))
  }
  return JSON.stringify(value)
}

/** A scope string, for a column; nothing of nothing. */
export const normalized = (scope: string | undefined): string | undefined => (scope === undefined ? undefined : normalizeScope(scope))

/** A flag, for a column; nothing of nothing. */
export const flag = (value: boolean | undefined): 0 | 1 | undefined => (value === undefined ? undefined : value ? 1 : 0)
