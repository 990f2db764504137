import { exchangeCode } from '../oauth/exchange-code.ts'
import { refreshAccessToken } from '../oauth/refresh-access-token.ts'
import type { Handler } from './operation.ts'

/** Exchanges a refresh token or a one-time code for an access token. */
export const createToken: Handler<'createToken'> = async ({ body: { token } }, { commit, ...services }) => {
  // Tokens are refreshed all day long, and each access token is a row that tells of it.
  if (token.grant_type === 'refresh_token') {
    return commit(async (db) => ({ status: 201, data: await refreshAccessToken(db, token, services) }), { isRoutine: true })
  }
  return commit(async (db) => ({ status: 201, data: await exchangeCode(db, token, services) }))
}
