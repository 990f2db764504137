import type { Caller } from '../caller.ts'

/** What legal entities look at: themselves, through the MIS too. */
export async function readOwn(caller: Caller): Promise<void> {
  const { user, clinic, pharmacy } = caller.owner
  const bearer = clinic.accessToken
  await caller.ask('listClientProfiles', { bearer, query: { name: user.email, page_size: '10' } })
  await caller.ask('getClientProfile', { bearer, path: { id: clinic.id } })
  await caller.ask('listConnections', { bearer, path: { id: clinic.id }, query: { redirect_uri: 'example.com', page: '1' } })
  await caller.ask('getConnection', { bearer, path: { id: clinic.id, connection_id: clinic.connectionId } })
  await caller.ask('listOwnRoles', { bearer, query: { client_id: clinic.id } })
  const throughMis = { bearer: pharmacy.accessToken, headers: { 'API-key': caller.population.mis.apiKey } }
  await caller.ask('listConnections', { ...throughMis, path: { id: pharmacy.id } })
  await caller.ask('createNonce', { body: { client_id: caller.population.portal } })
}
