/** What the order of tables depends on. */
interface Related {
  name: string
  /** The tables that its rows refer to. */
  parents: readonly string[]
}

/**
 * Puts tables in an order in which each comes after all that it refers to.
 * @throws when there is none, because tables refer to each other or to one that is missing.
 */
export function parentsFirst<Table extends Related>(tables: readonly Table[]): Table[] {
  const ordered = new Map<string, Table>()
  while (ordered.size < tables.length) {
    const left = tables.filter(({ name }) => !ordered.has(name))
    const next = left.filter(({ parents }) => parents.every((parent) => ordered.has(parent)))
    if (next.length === 0) throw new Error(`no order of tables suits the foreign keys of ${left.map(({ name }) => name).join(', ')}`)
    for (const table of next) ordered.set(table.name, table)
  }
  return [...ordered.values()]
}
