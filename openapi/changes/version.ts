import type { Change } from './change.ts'

/**
 * The lowest version that the changes since a release allow: the next major one when something breaks, the next minor one
 * when something is added. The same holds while the major version is 0: programs cannot tell from a 0 what will break them.
 */
export function versionNeeded(released: string, changes: Change[]): string {
  const [major, minor] = numbersOf(released)
  if (changes.some(({ kind }) => kind === 'breaking')) return `${major + 1}.0.0`
  return changes.length > 0 ? `${major}.${minor + 1}.0` : released
}

/** Whether a version comes before another. */
export function isOlder(version: string, other: string): boolean {
  const numbers = numbersOf(version)
  const others = numbersOf(other)
  const differing = numbers.findIndex((number, index) => number !== others[index])
  return differing >= 0 && numbers[differing]! < others[differing]!
}

/** @throws Error for what is not three numbers: a version of trial promises nothing that could be checked. */
function numbersOf(version: string): [number, number, number] {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? []
  if (patch === undefined) throw new Error(`"${version}" is not a version: three numbers, as 0.1.0`)
  return [Number(major), Number(minor), Number(patch)]
}
