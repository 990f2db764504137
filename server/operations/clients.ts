import type { ClientChanges } from '../../sdk/src/generated/types.gen.ts'
import { clientDefaults } from '../clients/client-defaults.ts'
import { clientProfile, registeredClient } from '../clients/client-view.ts'
import { selectClients } from '../clients/select-clients.ts'
import { requiredFields } from '../contract.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { flag, json, present } from '../resources/columns.ts'
import { resource } from '../resources/resource.ts'
import { known } from '../resources/rules.ts'
import { pageOf } from '../store/page-of.ts'
import type { ClientRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import type { Committing, Handler, OperationRequest } from './operation.ts'

const find = (db: Queries, id: string) => selectClients(db, { id }).executeTakeFirst()

const columns = ({ id: _id, settings, priv_settings, is_blocked, ...texts }: ClientChanges): Partial<ClientRow> =>
  present({ ...texts, settings: json('settings', settings), priv_settings: json('priv_settings', priv_settings), is_blocked: flag(is_blocked) })

/** Clients: legal entities, systems and applications. */
export const clients = resource({
  table: 'clients',
  path: '/admin/clients',
  wrapper: 'client',
  find,
  page: (db, query: OperationRequest<'listClients'>['query']) => pageOf(selectClients(db, query), query),
  view: registeredClient,
  columns,
  defaults: clientDefaults,
  breaches: async (db, { user_id, client_type_id }) => [
    ...(await known(db, 'client_types', client_type_id, 'client_type')),
    ...(await known(db, 'users', user_id, 'user')),
  ],
})

/** Changes a client, or makes it with the id of the path: a legal entity has the same id here as elsewhere. */
export async function saveClient({ path: { id }, body: { client } }: OperationRequest<'updateClient'>, { commit, now }: Committing) {
  if (client.id !== undefined && client.id !== id) throw failures.validationFailed([invalid.contradicted('id')])
  return commit(async (db) => ({ status: 200 as const, data: registeredClient(await save(db)) }))

  async function save(db: Queries) {
    await clients.lock(db, id)
    const before = await find(db, id)
    if (before !== undefined) return clients.change(db, before, columns(client), now())
    const missing = requiredFields('NewClient').filter((field) => !Object.hasOwn(client, field))
    if (missing.length > 0) throw failures.validationFailed(missing.toSorted().map((field) => invalid.required(field)))
    // A client that was deleted may be made again, but what its users let it do is over.
    await expireTokens(db, ({ eb }) => eb('client_id', '=', id), now())
    return clients.insert(db, id, columns(client), now())
  }
}

/** Shows a client without its private settings, to administrators and to those who may see it. */
export const getClientDetails: Handler<'getClientDetails'> = async ({ path: { id } }, { store }) => ({
  status: 200,
  data: clientProfile(await clients.existing(store.read, id)),
})

/** Expires all tokens of a client. */
export const deactivateClientTokens: Handler<'deactivateClientTokens'> = async (request, services) => {
  const answer = await clients.show(request, services)
  return services.commit(async (db) => {
    await expireTokens(db, ({ eb }) => eb('client_id', '=', request.path.id), services.now())
    return answer
  })
}
