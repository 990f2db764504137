/** The members that have a value: what was not sent is not touched. */
export function present<Members extends object>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  // Only members without a value were left out.
  return Object.fromEntries(entries) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> }
}

/** JSON of a value, for a column; nothing of nothing. */
export const json = (value: object | undefined): string | undefined => (value === undefined ? undefined : JSON.stringify(value))

/** A flag, for a column; nothing of nothing. */
export const flag = (value: boolean | undefined): 0 | 1 | undefined => (value === undefined ? undefined : value ? 1 : 0)
