import type { SelectQueryBuilder } from 'kysely'
import type { Paging } from '../../sdk/src/generated/types.gen.ts'

/** Which page of a list is wanted. */
export interface PageQuery {
  /** From 1 on. */
  page: number
  page_size: number
}

/** A part of a list, and where in the list it is. */
export interface Page<Row> {
  rows: Row[]
  paging: Paging
}

/** Reads one page of the rows, which are in a fixed order. A page past the end is empty. */
export async function pageOf<Tables, Table extends keyof Tables, Row>(
  rows: SelectQueryBuilder<Tables, Table, Row>,
  { page, page_size }: PageQuery,
): Promise<Page<Row>> {
  const counted = await rows
    .clearSelect()
    .clearOrderBy()
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  // For tables that are not named here, Kysely does not say that this is what was selected.
  const total = Number((counted as { count: number | string }).count)
  const found = await rows.limit(page_size).offset((page - 1) * page_size).execute()
  const total_pages = Math.max(1, Math.ceil(total / page_size))
  return { rows: found, paging: { page_number: page, page_size, total_entries: total, total_pages } }
}
