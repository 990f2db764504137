import { contains, equals } from '../store/filters.ts'
import type { Queries } from '../store/store.ts'

/** How a list of clients is narrowed. */
export interface ClientFilter {
  id?: string | undefined
  user_id?: string | undefined
  /** A part of the name. */
  name?: string | undefined
  is_blocked?: boolean | undefined
}

/** The clients that meet the filter, with the names of their types, in the order in which they were made. */
export function selectClients(db: Queries, { id, user_id, name, is_blocked }: ClientFilter) {
  return db
    .selectFrom('clients')
    .innerJoin('client_types', 'client_types.id', 'clients.client_type_id')
    .where(equals('clients.id', id))
    .where(equals('clients.user_id', user_id))
    .where(contains('clients.name', name))
    .where(equals('clients.is_blocked', is_blocked))
    .selectAll('clients')
    .select('client_types.name as client_type_name')
    .orderBy('clients.inserted_at')
    .orderBy('clients.id')
}
