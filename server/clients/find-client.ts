import type { Queries } from '../store/store.ts'
import { selectClients } from './select-clients.ts'

/** A client with the name and the scope of its type; undefined when no client has the id. */
export async function findClient(db: Queries, id: string) {
  return selectClients(db, { id: id.toLowerCase() }).select('client_types.scope as client_type_scope').executeTakeFirst()
}
