import { hashSecretValue } from '../../../server/secrets/secret-value.ts'
import type { Queries } from '../../../server/store/store.ts'
import { administration } from '../../fixtures/administration.ts'
import { demo } from '../../fixtures/demo.ts'
import { once, ownClient, ownersToken, tokensIn, type Write } from './write.ts'

const { headers } = administration

/** The secret that a connection has at first. */
export const oldSecret = (id: string) => `secret-${id}`

/** Another secret for a client of its own. */
export function refreshSecret(id: string): Write {
  async function hash(db: Queries): Promise<string> {
    const connection = await db.selectFrom('connections').where('client_id', '=', id).select('secret_hash').executeTakeFirstOrThrow()
    return connection.secret_hash
  }
  const details = { client_id: id, grant_type: 'authorization_code', scope: 'secret:refresh' }
  return {
    target: `PATCH /admin/clients/${id}/refresh_secret`,
    headers: { Authorization: `Bearer owner-${id}` },
    rows: {
      clients: [ownClient(id)],
      connections: [{ client_id: id, consumer_id: id, redirect_uri: 'https://example.com', secret: oldSecret(id) }],
      tokens: [{ ...ownersToken, name: 'access_token', value: `owner-${id}`, details }],
    },
    trace: async (db) => ((await hash(db)) === hashSecretValue(oldSecret(id)) ? 'undone' : 'done'),
    isStored: async (db, { secret }) => (await hash(db)) === hashSecretValue(secret),
  }
}

/** A new role. */
export function createRole(id: string): Write {
  const made = (db: Queries) => db.selectFrom('roles').where('name', '=', id).select('id').execute()
  return {
    target: 'POST /admin/roles',
    body: { role: { name: id, scope: 'client:read' } },
    headers,
    rows: {},
    trace: async (db) => once(await made(db)),
    isStored: async (db, data) => (await made(db))[0]?.id === data.id,
  }
}

/** A role that is deleted. */
export function deleteRole(id: string): Write {
  return {
    target: `DELETE /admin/roles/${id}`,
    headers,
    rows: { roles: [{ id, name: id, scope: 'client:read' }] },
    trace: async (db) => (once(await db.selectFrom('roles').where('id', '=', id).select('id').execute()) === 'undone' ? 'done' : 'undone'),
  }
}

/** A new user. */
export function createUser(id: string): Write {
  const email = `${id}@example.com`
  const made = (db: Queries) => db.selectFrom('users').where('email', '=', email).select('id').execute()
  return {
    target: 'POST /admin/users',
    body: { user: { email, password: demo.user.password } },
    headers,
    rows: {},
    trace: async (db) => once(await made(db)),
    isStored: async (db, data) => (await made(db))[0]?.id === data.id,
  }
}

/** An approval that is taken back, with which its tokens end. */
export function deleteApproval(id: string): Write {
  const user_id = demo.user.id
  const token = { ...ownersToken, name: 'access_token', details: { client_id: id, grant_type: 'password', scope: '' } }
  return {
    target: `DELETE /admin/apps/${id}`,
    headers,
    rows: {
      clients: [ownClient(id)],
      approvals: [{ id, user_id, client_id: id, scope: '' }],
      tokens: ['first', 'second'].map((name) => ({ ...token, value: `${name}-${id}` })),
    },
    async trace(db) {
      const approvals = await db.selectFrom('approvals').where('id', '=', id).select('id').execute()
      const ends = (await tokensIn(db).where('client_id', '=', id).execute()).map(({ expires_at }) => expires_at * 1_000 <= Date.now())
      if (approvals.length === 1 && !ends.includes(true)) return 'undone'
      return approvals.length === 0 && !ends.includes(false) ? 'done' : 'broken'
    },
  }
}
