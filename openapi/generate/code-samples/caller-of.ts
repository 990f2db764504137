import { followReference } from '../../../server/follow-reference.ts'
import type { Contract, Operation } from '../contract.ts'

/** The credentials that a sample is sent with, by the names that the SDK has for them. */
export interface Caller {
  accessToken?: string
  apiKey?: string
}

const apiKey = 'mis-001-api-key'
const administrator: Caller = { accessToken: 'administrator-token' }
const owner: Caller = { accessToken: 'pharmacy-owner-token', apiKey }

/** The credentials of the demo data that an operation needs. No session is among them, so it is the one that the example of the sign-in shows. */
export function callerOf(contract: Contract, { guarded, administrative, scope, credentials }: Operation): Caller {
  if (!guarded) return {}
  // Not even an administrator refreshes the secret of a connection of a MIS without its API-key.
  if (administrative) return scope.includes('connection:refresh_secret') ? { ...administrator, apiKey } : administrator
  // A token that goes without the API-key of a MIS, or may approve clients, is one of the sign-in page.
  if (!credentials.includes('apiKey') || scope.includes('app:authorize')) return { accessToken: sessionValue(contract) }
  // An owner manages the own client; the approvals are listed to administrators.
  return scope.some((name) => name.startsWith('app:')) ? administrator : owner
}

function sessionValue({ document }: Contract): string {
  const { value } = followReference<{ value: { data: { value: string } } }>(document, { $ref: '#/components/examples/signedIn' })
  return value.data.value
}
