import { afterAll, beforeAll, expect } from 'vitest'
import type { Database } from '../../../server/store/schema.ts'
import type { Store } from '../../../server/store/store.ts'

/** The tables that somebody could want to read or to change. The others count and note what was tried. */
const tables = [
  'users', 'client_types', 'roles', 'clients', 'connections', 'user_roles', 'global_user_roles', 'approvals', 'tokens', 'password_history',
  'idempotency_records',
] as const satisfies (keyof Database)[]

/** All rows by their tables, as text, in an order that no database decides. */
export async function allRows({ read }: Store): Promise<Record<string, string[]>> {
  const rows = await Promise.all(tables.map((table) => read.selectFrom(table as keyof Database).selectAll().execute()))
  return Object.fromEntries(tables.map((table, index) => [table, rows[index]!.map((row) => JSON.stringify(row)).toSorted()]))
}

/** Does what must leave all rows as they are. */
export async function changingNothing<Result>({ store }: { store: Store }, attempt: () => Promise<Result>): Promise<Result> {
  const before = await allRows(store)
  const result = await attempt()
  expect(await allRows(store)).toEqual(before)
  return result
}

/** Has the tests of a block leave all rows as they are, taken together. */
export function leavesAllRows({ store }: { store: Store }): void {
  let before: Awaited<ReturnType<typeof allRows>>
  beforeAll(async () => void (before = await allRows(store)))
  afterAll(async () => expect(await allRows(store)).toEqual(before))
}
