import { failures } from '../failure.ts'
import type { Queries } from '../store/store.ts'
import { findClient } from './find-client.ts'

/** @throws Failure 404 when no client has the id. */
export async function requireClient(db: Queries, id: string) {
  const client = await findClient(db, id)
  if (client === undefined) throw failures.notFound()
  return client
}
