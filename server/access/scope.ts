/** Splits a scope string into its names; order, repetition and extra spaces do not matter. */
export function scopeNames(scope: string): string[] {
  return [...new Set(scope.split(/\s+/).filter((name) => name !== ''))]
}

/** Writes a scope string with each name once, in the order they first come, separated by single spaces. */
export function normalizeScope(scope: string): string {
  return scopeNames(scope).join(' ')
}

/** The names of `wanted` that `allowed` does not have. */
export function missingNames(wanted: Iterable<string>, allowed: Iterable<string>): string[] {
  const known = new Set(allowed)
  return [...wanted].filter((name) => !known.has(name))
}

/** Tells whether every name of `wanted` is in `allowed`. */
export function isWithin(wanted: string, allowed: string): boolean {
  return missingNames(scopeNames(wanted), scopeNames(allowed)).length === 0
}
