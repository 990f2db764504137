import type { Settings } from '../../../server/config.ts'
import { toRows, type Row } from '../../../server/fixtures/load-fixtures.ts'
import { demoFixtures, itemOf } from '../../fixtures/demo-fixtures.ts'
import { demo } from '../../fixtures/demo.ts'
import { ownId } from '../../server/statuses/own-rows.ts'
import { lifetimes, maxAttempts } from './model.ts'

/** What the service knows of the users of the model: one of the demo data, and another like it. */
export const users = [demo.user, { ...demo.user, id: ownId('users', 'createToken'), email: 'second@example.com' }]

/** What the service knows of the legal entities of the model. Each has a connection of its own. */
export const entities = (['createToken', 'authorizeApp'] as const).map((name) => ({
  id: ownId('clients', name),
  connection: ownId('connections', name),
  secret: `secret-key-of-${name}`,
  redirectUri: `https://${name}.example.com`,
}))

/** The ids of the clients of the model, the front end among them. */
export const clientIds = [...entities.map(({ id }) => id), demo.portal]

/** The scopes that legal entities are approved with; they allow both ways to rotate a secret. */
export const entityScope = 'secret:refresh connection:refresh_secret'

/** The lifetimes of the model, and passwords that outlast how far the clock is moved. */
export const settings: Partial<Settings> = {
  codeLifetimeSeconds: lifetimes.code,
  accessTokenLifetimeSeconds: lifetimes.access,
  refreshTokenLifetimeSeconds: lifetimes.refresh,
  maxFailedLogins: maxAttempts,
  maxFailedLoginsPeriodMinutes: lifetimes.attempt / 60,
  passwordExpirationDays: 36_500,
}

/** The demo data with both users and both legal entities; both users own both, and have approved nothing. */
export async function worldRows(now: Date): Promise<Row[]> {
  const fixtures = await demoFixtures(({ clients, connections, user_roles, users: people }) => {
    const [role] = user_roles
    if (role === undefined) throw new Error('the demo data gives nobody a role')
    people.push(...users.slice(1).map((user) => ({ ...itemOf(people, demo.user.id), ...user })))
    for (const { id, connection, secret, redirectUri } of entities) {
      clients.push({ ...itemOf(clients, demo.clinic.id), id })
      connections.push({ id: connection, client_id: id, consumer_id: id, redirect_uri: redirectUri, secret })
      user_roles.push(...users.map((user) => ({ user_id: user.id, role_id: role.role_id, client_id: id })))
    }
  })
  return toRows(fixtures, now)
}
