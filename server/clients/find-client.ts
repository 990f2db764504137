import type { Queries } from '../store/store.ts'

/** A client with the name and the scope of its type; undefined when no client has the id. */
export async function findClient(db: Queries, id: string) {
  return db
    .selectFrom('clients')
    .innerJoin('client_types', 'client_types.id', 'clients.client_type_id')
    .where('clients.id', '=', id.toLowerCase())
    .select([
      'clients.id',
      'clients.name',
      'clients.settings',
      'clients.priv_settings',
      'clients.is_blocked',
      'client_types.name as type_name',
      'client_types.scope as type_scope',
    ])
    .executeTakeFirst()
}
