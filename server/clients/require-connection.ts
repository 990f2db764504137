import { failures } from '../failure.ts'
import type { ConnectionRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

/** A connection, and the client whose it must be. */
export interface ConnectionPlace {
  id: string
  connection_id: string
}

/** @throws Failure 404 when the client has no such connection. */
export async function requireConnection(db: Queries, { id, connection_id }: ConnectionPlace): Promise<ConnectionRow> {
  const connection = await db
    .selectFrom('connections')
    .where('id', '=', connection_id)
    .where('client_id', '=', id)
    .selectAll()
    .executeTakeFirst()
  if (connection === undefined) throw failures.notFound()
  return connection
}
