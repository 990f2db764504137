import { StartError } from '../start-error.ts'
import type { Queries, Store } from '../store/store.ts'
import { contentOf, countRows, isSame, nothing, withRows, type Content } from './content.ts'
import { readRows } from './rows.ts'
import { schemaTables, type Table } from './schema-tables.ts'

/** A table whose rows are in the target as they are in the source. */
export interface CopiedTable {
  table: Table
  content: Content
}

/**
 * Copies every row of one database into another one, which has none, in one transaction: when anything fails, the target is as it
 * was. The source is only read.
 * @throws StartError when the target has rows, when its rows are not what was copied, and when the source has changed meanwhile.
 */
export async function copyDatabase(source: Store, target: Store): Promise<CopiedTable[]> {
  const tables = await schemaTables()
  return target.write(async (to) => {
    await requireEmpty(to, tables)
    // One moment of the source, also while somebody changes it.
    const copied = await source.read.transaction().setIsolationLevel('repeatable read').execute((from) => copyTables(from, to, tables))
    for (const one of copied) await verify(one, { from: source.read, to })
    return copied
  })
}

async function requireEmpty(to: Queries, tables: Table[]): Promise<void> {
  for (const table of tables) {
    const rows = await countRows(to, table)
    if (rows > 0) throw new StartError(`the target must be empty, and has ${rows} ${rows === 1 ? 'row' : 'rows'} in ${table.name}`)
  }
}

async function copyTables(from: Queries, to: Queries, tables: Table[]): Promise<CopiedTable[]> {
  const copied = []
  for (const table of tables) copied.push({ table, content: await copyTable(from, to, table) })
  return copied
}

async function copyTable(from: Queries, to: Queries, table: Table): Promise<Content> {
  let content = nothing
  for await (const rows of readRows(from, table)) {
    // Both databases have the same schema.
    await to.insertInto(table.name).values(rows as never).execute()
    content = withRows(content, rows)
  }
  const expected = await countRows(from, table)
  if (content.rows === expected) return content
  throw new StartError(`of the ${expected} rows of ${table.name} only ${content.rows} are found by their ${table.key}; is the source damaged?`)
}

async function verify({ table, content }: CopiedTable, { from, to }: { from: Queries; to: Queries }): Promise<void> {
  if (!isSame(await contentOf(to, table), content)) throw new StartError(`the rows of ${table.name} are not the same in the target`)
  if (!isSame(await contentOf(from, table), content)) {
    throw new StartError(`the rows of ${table.name} have changed in the source meanwhile; stop every service that uses it first`)
  }
}
