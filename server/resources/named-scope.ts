import type { RoleChanges } from '../../sdk/src/generated/types.gen.ts'
import { equals, hasAnyName } from '../store/filters.ts'
import { pageOf, type PageQuery } from '../store/page-of.ts'
import type { NamedScopeRow } from '../store/schema.ts'
import { normalized, present } from './columns.ts'
import { resource, type ResourceParts } from './resource.ts'
import { unique } from './rules.ts'

interface NamedScopeQuery extends PageQuery {
  name?: string
  /** Names separated by commas. */
  scope?: string
}

type View = Pick<NamedScopeRow, 'id' | 'name' | 'scope'>
type Parts<Wrapper extends string> = ResourceParts<'roles' | 'client_types', NamedScopeRow, View, NamedScopeQuery, Wrapper, RoleChanges>

/** A resource that is a name for a set of scopes: roles, and client types, whose fields are the same. */
export function namedScope<Wrapper extends string>(own: Pick<Parts<Wrapper>, 'table' | 'path' | 'wrapper' | 'removing'>) {
  const { table } = own
  const parts: Parts<Wrapper> = {
    ...own,
    find: (db, id) => db.selectFrom(table).where('id', '=', id).selectAll().executeTakeFirst(),
    page: (db, query) =>
      pageOf(
        db
          .selectFrom(table)
          .where(equals('name', query.name))
          .where(hasAnyName('scope', query.scope?.split(',')))
          .selectAll()
          .orderBy('inserted_at')
          .orderBy('id'),
        query,
      ),
    view: ({ id, name, scope }) => ({ id, name, scope }),
    columns: ({ name, scope }) => present({ name, scope: normalized(scope) }),
    breaches: (db, { name }, id) => unique(db, table, { name }, id, 'name'),
  }
  return resource(parts)
}
