/**
 * Lets through a whole number within bounds.
 *
 * @throws TypeError for everything else.
 */
export function checkCount(name: string, value: number, least: number, most: number): number {
  if (!(Number.isInteger(value) && value >= least && value <= most)) {
    throw new TypeError(`"${name}" must be a whole number from ${least} to ${most}`)
  }
  return value
}
