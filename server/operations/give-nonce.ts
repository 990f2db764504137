import { issueNonce } from '../oauth/issue-nonce.ts'
import type { OperationRequest, Trailing } from './operation.ts'

/** Gives a nonce to sign. The query names the client as well as the body does, but a secret is taken from the body only. */
export async function giveNonce({ body, query }: Pick<OperationRequest<'createNonce'>, 'body' | 'query'>, services: Trailing) {
  const token = await issueNonce({ clientId: query.client_id ?? body?.client_id, clientSecret: body?.client_secret }, services)
  return { status: 200 as const, data: { token } }
}
