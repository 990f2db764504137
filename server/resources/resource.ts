import { randomUUIDv7 } from 'node:crypto'
import type { InvalidEntry } from '../../sdk/src/generated/types.gen.ts'
import { failures } from '../failure.ts'
import type { Committing } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import type { Page, PageQuery } from '../store/page-of.ts'
import type { Database } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type Table = 'roles' | 'client_types' | 'users' | 'clients' | 'approvals' | 'tokens'

/** What differs from one administered resource to the next. */
export interface ResourceParts<Name extends Table, Row extends { id: string }, View, Query extends PageQuery, Wrapper extends string, Fields> {
  table: Name
  /** Where its objects are: the path of the list. */
  path: string
  /** The member of the body that has the fields. */
  wrapper: Wrapper
  find(db: Queries, id: string): Promise<Row | undefined>
  page(db: Queries, query: Query): Promise<Page<Row>>
  view(row: Row): View
  /** What is stored of the fields that were sent; of a new row, when there is no id. Comes before the transaction. */
  columns(fields: Fields, services: Services, id?: string): Partial<Database[Name]> | Promise<Partial<Database[Name]>>
  /** What a new row has where nothing was sent. */
  defaults?: Partial<Database[Name]>
  /** What is wrong with columns in sight of other rows; `id` is that of the row they are for, and `before` that row if it is there. */
  breaches(db: Queries, columns: Partial<Database[Name]>, id: string, before?: Row): Promise<InvalidEntry[]>
  /** What else happens when a row has changed. */
  changed?(db: Queries, before: Row, after: Row, now: Date): Promise<void>
  /** What else happens before a row is deleted, and what forbids it. */
  removing?(db: Queries, row: Row, now: Date): Promise<void>
}

type WithBody<Wrapper extends string, Fields> = { body: { [Name in Wrapper]: Fields } }
interface WithId {
  path: { id: string }
}

/** The five operations that administrators have for each resource. */
export function resource<Name extends Table, Row extends { id: string }, View, Query extends PageQuery, Wrapper extends string, Fields>(
  parts: ResourceParts<Name, Row, View, Query, Wrapper, Fields>,
) {
  const { table, path, wrapper, view } = parts

  return {
    async list({ query }: { query: Query }, { store }: Services) {
      const { rows, paging } = await parts.page(store.read, query)
      return { status: 200 as const, data: rows.map(view), paging }
    },

    create: (request: WithBody<Wrapper, Fields>, services: Committing) => createShown(request, services, view),

    async show({ path: { id } }: WithId, { store }: Services) {
      return { status: 200 as const, data: view(await existing(store.read, id)) }
    },

    async update({ path: { id }, body }: WithId & WithBody<Wrapper, Fields>, services: Committing) {
      await existing(services.store.read, id)
      const columns = await parts.columns(body[wrapper], services, id)
      return services.commit(async (db) => {
        const row = await change(db, await locked(db, id), columns, services.now())
        return { status: 200 as const, data: view(row) }
      })
    },

    async remove({ path: { id } }: WithId, { commit, now }: Committing) {
      return commit(async (db) => {
        const row = await locked(db, id)
        await parts.removing?.(db, row, now())
        await db.deleteFrom(table as Table).where('id', '=', id).execute()
        return { status: 204 as const }
      })
    },

    createShown,
    existing,
    lock,
    insert,
    change,
  }

  /** Makes a row, and shows it in a form of its own. */
  async function createShown<Shown>({ body }: WithBody<Wrapper, Fields>, services: Committing, show: (row: Row) => Shown) {
    const columns = await parts.columns(body[wrapper], services)
    return services.commit(async (db) => {
      const row = await insert(db, randomUUIDv7(), columns, services.now())
      return { status: 201 as const, headers: { Location: `${path}/${row.id}` }, data: show(row) }
    })
  }

  /** @throws Failure 404 when nothing has the id. */
  async function existing(db: Queries, id: string): Promise<Row> {
    const row = await parts.find(db, id)
    if (row === undefined) throw failures.notFound()
    return row
  }

  /** Keeps everybody else from changing a row that is about to change; does nothing when there is none. */
  async function lock(db: Queries, id: string): Promise<void> {
    await db.selectFrom(table as Table).where('id', '=', id).select('id').forUpdate().execute()
  }

  /** A row that is about to change. @throws Failure 404 when nothing has the id. */
  async function locked(db: Queries, id: string): Promise<Row> {
    await lock(db, id)
    return existing(db, id)
  }

  /** @throws Failure 422 for what is wrong with the columns in sight of other rows. */
  async function insert(db: Queries, id: string, columns: Partial<Database[Name]>, now: Date): Promise<Row> {
    await obeyRules(db, columns, id)
    const timestamp = now.toISOString()
    const row = { ...parts.defaults, ...columns, id, inserted_at: timestamp, updated_at: timestamp }
    // The contract requires what the table does and the defaults do not have.
    await db.insertInto(table as Table).values(row as never).execute()
    return existing(db, id)
  }

  /** @throws Failure 422 for what is wrong with the columns in sight of other rows. */
  async function change(db: Queries, before: Row, columns: Partial<Database[Name]>, now: Date): Promise<Row> {
    await obeyRules(db, columns, before.id, before)
    const changes = { ...columns, updated_at: now.toISOString() }
    // The columns are those of this table.
    await db.updateTable(table as Table).set(changes as never).where('id', '=', before.id).execute()
    const after = await existing(db, before.id)
    await parts.changed?.(db, before, after, now)
    return after
  }

  async function obeyRules(db: Queries, columns: Partial<Database[Name]>, id: string, before?: Row): Promise<void> {
    const breaches = await parts.breaches(db, columns, id, before)
    if (breaches.length > 0) throw failures.validationFailed(breaches)
  }
}
