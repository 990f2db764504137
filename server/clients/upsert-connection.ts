import { randomUUIDv7 } from 'node:crypto'
import type { ConnectionClaim } from '../../sdk/src/generated/types.gen.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { hashSecretValue, newSecretValue } from '../secrets/secret-value.ts'
import type { ConnectionRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { findClient } from './find-client.ts'
import { requireClient } from './require-client.ts'

/** A connection, with its secret when it was made just now. */
export interface Upserted {
  connection: ConnectionRow
  secret: string | undefined
}

/**
 * Makes the connection of a client through a system, or changes the redirect URI of the one that is there.
 * @throws Failure 404 when there is no such client, 422 for the fields.
 */
export async function upsertConnection(db: Queries, clientId: string, claim: ConnectionClaim, now: Date): Promise<Upserted> {
  await requireClient(db, clientId)
  const earlier = await db
    .selectFrom('connections')
    .where('client_id', '=', clientId)
    .where('consumer_id', '=', claim.consumer_id)
    .selectAll()
    .executeTakeFirst()
  if (earlier !== undefined) {
    if (claim.redirect_uri === undefined) return { connection: earlier, secret: undefined }
    return { connection: await changeRedirectUri(db, earlier, claim.redirect_uri, now), secret: undefined }
  }
  if (claim.redirect_uri === undefined) throw failures.validationFailed([invalid.required('redirect_uri')])
  if ((await findClient(db, claim.consumer_id)) === undefined) throw failures.validationFailed([invalid.unknown('consumer_id')])

  const secret = newSecretValue()
  const timestamp = now.toISOString()
  const connection = {
    id: randomUUIDv7(),
    client_id: clientId,
    consumer_id: claim.consumer_id,
    redirect_uri: claim.redirect_uri,
    secret_hash: hashSecretValue(secret),
    inserted_at: timestamp,
    updated_at: timestamp,
  }
  await db.insertInto('connections').values(connection).execute()
  return { connection, secret }
}

/** Changes where codes of a connection may be sent. */
export async function changeRedirectUri(db: Queries, connection: ConnectionRow, redirect_uri: string, now: Date): Promise<ConnectionRow> {
  const changes = { redirect_uri, updated_at: now.toISOString() }
  await db.updateTable('connections').set(changes).where('id', '=', connection.id).execute()
  return { ...connection, ...changes }
}
