import type { Need } from '../../../openapi/generate/code-samples/needs.ts'
import { exampleValue } from '../../../server/contract.ts'
import type { Fixtures } from '../../../server/fixtures/fixtures.ts'
import { itemOf } from '../../fixtures/demo-fixtures.ts'
import { demo } from '../../fixtures/demo.ts'

type Preparation = (fixtures: Required<Fixtures>) => void

const { user, portal, clinic, pharmacy } = demo

/** A user who has just signed in: no session is in the demo data, because the next sign-in would end it. */
const signIn: Preparation = ({ tokens }) => {
  const { data } = exampleValue('signedIn') as { data: { name: string; value: string } }
  const details = { client_id: portal, grant_type: 'password', scope: 'app:authorize' }
  tokens.push({ name: data.name, value: data.value, user_id: user.id, details, expires_in: 3600 })
}

/** The code of an approval: it lives for minutes and is exchanged once. */
const approve: Preparation = ({ tokens }) => {
  const { token } = exampleValue('codeGrant') as { token: { code: string; redirect_uri: string } }
  const details = { client_id: clinic.id, grant_type: 'password', redirect_uri: token.redirect_uri, scope_request: 'patients:view' }
  tokens.push({ name: 'authorization_code', value: token.code, user_id: user.id, details, expires_in: 3600 })
}

/** A client that has to prove itself for a nonce: no system of that type is in the demo data. */
const addProvingClient: Preparation = ({ client_types, clients, connections }) => {
  const type = { ...client_types[0]!, id: '7f0c2f1e-35d4-4b0e-9c57-0a4f5d0c1aff', name: 'TRUSTED_PIS' }
  const id = '7b1d4c1e-2a2f-4f37-9d8e-5a6f0c3e2b14'
  client_types.push(type)
  clients.push({ ...itemOf(clients, clinic.id), id, client_type_id: type.id })
  connections.push({ client_id: id, consumer_id: id, redirect_uri: 'https://pis.example.com', secret: 'pis-001-secret-key' })
}

/** Only a user who is blocked can be unblocked. */
const block: Preparation = ({ users }) => void (itemOf(users, user.id).is_blocked = true)

/** Only a client type that no client has can be deleted, and the demo data has none to spare. */
const freeClientType: Preparation = ({ clients }) => void (itemOf(clients, pharmacy.id).client_type_id = clinic.clientTypeId)

/** What brings about each thing that samples say they need. */
export const preparations: Record<Need, Preparation> = {
  session: signIn,
  code: approve,
  provingClient: addProvingClient,
  blockedUser: block,
  freeClientType,
}
