import { boundClientId } from '../access/context.ts'
import { clientProfile } from '../clients/client-view.ts'
import { selectClients } from '../clients/select-clients.ts'
import { pageOf } from '../store/page-of.ts'
import type { Handler } from './operation.ts'

/** Lists the clients that the caller may see. */
export const listClientProfiles: Handler<'listClientProfiles'> = async ({ query }, context) => {
  const id = boundClientId(context) ?? query.id
  const { rows, paging } = await pageOf(selectClients(context.store.read, { ...query, id }), query)
  return { status: 200, data: rows.map(clientProfile), paging }
}
