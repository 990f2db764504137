import type { Connection } from '../../sdk/src/generated/types.gen.ts'
import { requireClient } from '../clients/require-client.ts'
import { requireConnection } from '../clients/require-connection.ts'
import { requireConsumer } from '../clients/require-consumer.ts'
import { rotateSecret } from '../clients/rotate-secret.ts'
import { changeRedirectUri, upsertConnection as upsert } from '../clients/upsert-connection.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { contains, equals } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import type { ConnectionRow } from '../store/schema.ts'
import type { Handler, OperationContext, OperationRequest } from './operation.ts'

type Context = OperationContext<'listConnections'>

const view = ({ secret_hash: _hash, ...connection }: ConnectionRow): Connection => connection

/** The operations on the connections of a client, which are the same for administrators and for the client itself. */
export const connections = {
  async list({ path: { id }, query }: OperationRequest<'listConnections'>, { store }: Context) {
    await requireClient(store.read, id)
    const ofClient = store.read
      .selectFrom('connections')
      .where('client_id', '=', id)
      .where(equals('consumer_id', query.consumer_id))
      .where(contains('redirect_uri', query.redirect_uri))
      .selectAll()
      .orderBy('inserted_at')
      .orderBy('id')
    const { rows, paging } = await pageOf(ofClient, query)
    return { status: 200 as const, data: rows.map(view), paging }
  },

  async show({ path }: OperationRequest<'getConnection'>, { store }: Context) {
    return { status: 200 as const, data: view(await requireConnection(store.read, path)) }
  },

  async update({ path, body: { redirect_uri } }: OperationRequest<'updateConnection'>, { commit, now }: Context) {
    return commit(async (db) => {
      const row = await changeRedirectUri(db, await requireConnection(db, path), redirect_uri, now())
      return { status: 200 as const, data: view(row) }
    })
  },

  async remove({ path }: OperationRequest<'deleteConnection'>, { commit }: Context) {
    return commit(async (db) => {
      const { id } = await requireConnection(db, path)
      await db.deleteFrom('connections').where('id', '=', id).execute()
      return { status: 204 as const }
    })
  },

  async refreshSecret({ path, apiKey }: OperationRequest<'refreshConnectionSecret'>, { store, commit, now }: Context) {
    const connection = await requireConnection(store.read, path)
    await requireConsumer(store.read, connection, apiKey)
    const renewedAt = now()
    return commit(async (db) => {
      const secret = await rotateSecret(db, connection, renewedAt)
      return { status: 200 as const, data: { ...view(connection), updated_at: renewedAt.toISOString(), secret } }
    })
  },
}

/** Makes the connection of a client through a system, or changes the one that is there. */
export const upsertConnection: Handler<'upsertConnection'> = async ({ path: { id }, body }, { commit, now }) => {
  if (body.client_id !== undefined && body.client_id !== id) throw failures.validationFailed([invalid.contradicted('client_id')])
  return commit(async (db) => {
    const { connection, secret } = await upsert(db, id, body, now())
    const headers = { Location: `/admin/clients/${id}/connections/${connection.id}` }
    if (secret === undefined) return { status: 200, headers, data: view(connection) }
    return { status: 201, headers, data: { ...view(connection), secret } }
  })
}
