import type { Fixtures } from '../../server/fixtures/fixtures.ts'
import { named, type OwnClient, type Owner, type Population } from './population.ts'

/** What an owner lets a clinic and a pharmacy do, and how they call. */
const kinds = {
  clinic: {
    type: 'MSP',
    role: 'OWNER',
    access_type: 'DIRECT',
    scope: 'patients:view client:read connection:read connection:refresh_secret',
  },
  pharmacy: {
    type: 'PHARMACY',
    role: 'PHARMACY_OWNER',
    access_type: 'BROKER',
    scope: 'client:read connection:read secret:refresh',
  },
}

/** Longer than any run. */
const expires_in = 365 * 86_400

/** Tax numbers, without which nobody signs in at the portal. */
const tax_id = '3067305998'

/** A population as a fixture file. */
export function rowsOf({ owners, administrator, portal, administration, mis, clientTypes, roles }: Population): Fixtures {
  const user_id = administrator.user.id
  const typeOf = (name: string) => named(clientTypes, name).id
  const administrative = named(roles, 'MITHRIL ADMIN')
  const direct = { access_type: 'DIRECT' }
  const signingIn = { settings: { allowed_grant_types: ['password'] }, priv_settings: direct }
  const details = { client_id: administration, grant_type: 'password', scope: administrative.scope }
  const own = owners.flatMap((owner) => [rowsOfOwn(owner, owner.clinic, 'clinic'), rowsOfOwn(owner, owner.pharmacy, 'pharmacy')])
  return {
    client_types: clientTypes,
    roles,
    users: [administrator.user, ...owners.map(({ user }) => user)].map((user) => ({ ...user, tax_id })),
    clients: [
      { id: portal, name: 'Portal', user_id, client_type_id: typeOf('CABINET'), ...signingIn },
      { id: mis.id, name: 'MIS', user_id, client_type_id: typeOf('MIS'), priv_settings: { ...direct, broker_scope: kinds.pharmacy.scope } },
      { id: administration, name: 'Console', user_id, client_type_id: typeOf('MITHRIL ADMIN'), priv_settings: direct },
      ...own.map(({ client }) => client),
    ],
    connections: [
      { client_id: mis.id, consumer_id: mis.id, redirect_uri: 'https://mis.example.com', secret: mis.apiKey },
      ...own.map(({ connection }) => connection),
    ],
    user_roles: own.map(({ role }) => role),
    global_user_roles: [{ user_id, role_id: administrative.id }],
    approvals: own.map(({ approval }) => approval),
    tokens: [
      { name: 'access_token', value: administrator.token, user_id, expires_in, details },
      ...own.flatMap(({ tokens }) => tokens),
    ],
  }

  function rowsOfOwn({ user }: Owner, client: OwnClient, kind: keyof typeof kinds) {
    const { id, connectionId, redirectUri, secret, accessToken, refreshToken } = client
    const { type, role, access_type, scope } = kinds[kind]
    const owned = { user_id: user.id, client_id: id }
    const details = { client_id: id, grant_type: 'authorization_code' }
    return {
      client: { id, name: `${kind} of ${user.email}`, user_id: user.id, client_type_id: typeOf(type), priv_settings: { access_type } },
      connection: { id: connectionId, client_id: id, consumer_id: kind === 'clinic' ? id : mis.id, redirect_uri: redirectUri, secret },
      role: { ...owned, role_id: named(roles, role).id },
      approval: { ...owned, scope },
      tokens: [
        { name: 'access_token', value: accessToken, user_id: user.id, expires_in, details: { ...details, scope } },
        { name: 'refresh_token', value: refreshToken, user_id: user.id, expires_in, details: { ...details, scope: '' } },
      ],
    }
  }
}
