import { demo, refreshGrant } from '../../fixtures/demo.ts'
import { hasToken, once, ownClient, ownersToken, tokensIn, type Write } from './write.ts'

const { clinic, portal } = demo

/** An access token for a refresh token of its own. */
export function refresh(id: string): Write {
  const details = { client_id: clinic.id, grant_type: 'authorization_code', scope: '' }
  return {
    target: 'POST /oauth/tokens',
    body: { token: { ...refreshGrant.token, refresh_token: `refresh-${id}` } },
    rows: { tokens: [{ ...ownersToken, id, name: 'refresh_token', value: `refresh-${id}`, details }] },
    trace: async (db) => once(await tokensIn(db).where('refresh_token_id', '=', id).execute()),
    isStored: (db, { value }) => hasToken(db, value),
  }
}

/** A code that is approved. */
export function approve(id: string): Write {
  const redirect_uri = `${clinic.redirectUri}?${id}`
  const details = { client_id: portal, grant_type: 'password', scope: 'app:authorize' }
  return {
    target: 'POST /oauth/apps/authorize',
    body: { app: { client_id: clinic.id, redirect_uri, scope: 'patients:view' } },
    headers: { Authorization: `Bearer session-${id}` },
    rows: { tokens: [{ ...ownersToken, id, name: 'access_token', value: `session-${id}`, details }] },
    trace: async (db) => once(await tokensIn(db).where('redirect_uri', '=', redirect_uri).execute()),
    isStored: (db, { value }) => hasToken(db, value),
  }
}

/** The two tokens for a code of a client of its own; the code counts as used with them. */
export function exchange(id: string): Write {
  const redirect_uri = 'https://own.example.com'
  const details = { client_id: id, grant_type: 'password', scope_request: 'patients:view', redirect_uri }
  return {
    target: 'POST /oauth/tokens',
    body: { token: { grant_type: 'authorization_code', client_id: id, client_secret: `secret-${id}`, redirect_uri, code: `code-${id}` } },
    rows: {
      clients: [ownClient(id)],
      connections: [{ client_id: id, consumer_id: id, redirect_uri, secret: `secret-${id}` }],
      approvals: [{ user_id: demo.user.id, client_id: id, scope: 'patients:view' }],
      tokens: [{ ...ownersToken, id, name: 'authorization_code', value: `code-${id}`, details }],
    },
    async trace(db) {
      const { used_at } = await tokensIn(db).where('id', '=', id).executeTakeFirstOrThrow()
      const issued = await tokensIn(db).where('client_id', '=', id).where('id', '<>', id).orderBy('name').execute()
      if (used_at === null && issued.length === 0) return 'undone'
      const [accessToken, refreshToken, ...more] = issued
      const isPair = refreshToken?.name === 'refresh_token' && accessToken?.refresh_token_id === refreshToken.id
      return used_at !== null && isPair && more.length === 0 ? 'done' : 'broken'
    },
    isStored: async (db, { value, details: { refresh_token } }) => (await hasToken(db, value)) && (await hasToken(db, refresh_token)),
  }
}

/** The end of a session. */
export function logOut(id: string): Write {
  const details = { client_id: portal, grant_type: 'password', scope: '' }
  return {
    target: 'POST /auth/logout',
    headers: { Authorization: `Bearer session-${id}` },
    rows: { tokens: [{ ...ownersToken, id, name: 'access_token', value: `session-${id}`, details }] },
    async trace(db) {
      const { expires_at } = await tokensIn(db).where('id', '=', id).executeTakeFirstOrThrow()
      return expires_at * 1_000 <= Date.now() ? 'done' : 'undone'
    },
  }
}
