import { exchangeCode } from '../oauth/exchange-code.ts'
import { refreshAccessToken } from '../oauth/refresh-access-token.ts'
import type { Handler } from './operation.ts'

/** Exchanges a refresh token or a one-time code for an access token. */
export const createToken: Handler<'createToken'> = async ({ body: { token } }, { commit, ...services }) =>
  commit(async (db) => {
    const data =
      token.grant_type === 'refresh_token'
        ? await refreshAccessToken(db, token, services)
        : await exchangeCode(db, token, services)
    return { status: 201, data }
  })
