import type { OwnClient, Population } from '../population.ts'

/** What signs a user in at the portal. */
export const passwordGrant = ({ portal }: Population, { email, password }: { email: string; password: string }) => ({
  token: { grant_type: 'password', email, password, client_id: portal, scope: 'app:authorize' },
})

/** What turns a code into tokens. */
export const codeGrant = ({ id, secret, redirectUri }: OwnClient, code: string) => ({
  token: { grant_type: 'authorization_code', client_id: id, client_secret: secret, redirect_uri: redirectUri, code },
})

/** What turns a refresh token into an access token, with the client's own secret and refresh token unless told otherwise. */
export const refreshGrant = ({ id, secret, refreshToken }: OwnClient, { client_secret = secret, refresh_token = refreshToken } = {}) => ({
  token: { grant_type: 'refresh_token', client_id: id, client_secret, refresh_token },
})
