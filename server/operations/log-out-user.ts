import { expireTokens } from '../tokens/expire-tokens.ts'
import type { Handler } from './operation.ts'

/** Ends the session: the presented token and the refresh token that goes with it expire. */
export const logOutUser: Handler<'logOutUser'> = async (_request, { caller, commit, trail, now }) => {
  const { tokenId, refreshTokenId } = caller
  const ids = refreshTokenId === null ? [tokenId] : [tokenId, refreshTokenId]
  trail.objects = ids.map((id) => `/admin/tokens/${id}`)
  return commit(async (db) => {
    await expireTokens(db, ({ eb }) => eb('id', 'in', ids), now())
    return { status: 200, data: {} }
  })
}
