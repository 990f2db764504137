import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { findClient } from '../clients/find-client.ts'
import { proveClient } from '../clients/prove-client.ts'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import type { Trailing } from '../operations/operation.ts'
import { unixSeconds } from '../services.ts'

interface NonceOrder {
  clientId: string | undefined
  clientSecret: string | undefined
}

/** The client type whose clients prove themselves. */
const provingType = 'TRUSTED_PIS'

/**
 * Issues a JWT to sign and to sign in with (RFC 7519; eHealth page "Get Nonce").
 * @throws Failure 422 for the fields, 404 for the client, 401 when it is blocked or its secret is wrong.
 */
export async function issueNonce({ clientId, clientSecret }: NonceOrder, { store, settings, now, trail }: Trailing): Promise<string> {
  if (clientId === undefined) throw failures.validationFailed([invalid.required('client_id')])
  const client = await findClient(store.read, clientId)
  if (client === undefined) throw failures.notFound('Client is not found.')
  if (client.is_blocked === 1) throw failures.blockedNonceClient()
  const proves = client.client_type_name === provingType
  if (proves) {
    if (clientSecret === undefined) {
      throw failures.validationFailed([invalid.required('client_secret', 'required property client_secret was not present')])
    }
    await proveClient(store.read, { client_id: client.id, client_secret: clientSecret }, trail)
  }

  const nonce = randomUUID()
  const issuedAt = unixSeconds(now())
  return new SignJWT({ nonce, typ: 'access' })
    .setProtectedHeader({ alg: 'HS512', typ: 'JWT' })
    .setIssuer('EHealth')
    .setSubject(nonce)
    .setAudience(proves ? 'trusted-client' : 'mithril-login')
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt - 1)
    .setExpirationTime(issuedAt + settings.nonceLifetimeMinutes * 60)
    .sign(Buffer.from(settings.jwtSecret))
}
