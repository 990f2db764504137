/**
 * What some samples need beside the demo data, in words for their reader. None has a quote or another sign of the shell's, because a
 * zsh takes the comment that is pasted with a command for a command too.
 */
export const needs = {
  session: 'the access token of POST /auth/login in place of this one',
  code: 'a code of POST /oauth/apps/authorize in place of this one',
  provingClient: 'a client of the type TRUSTED_PIS, which the demo data does not have',
  blockedUser: 'a user whom PATCH /admin/users/{id}/actions/block has blocked',
  freeClientType: 'a client type that no client has',
} as const

/** The name of something that samples need. */
export type Need = keyof typeof needs

/** The samples that need something: an operation and the example of its request, where it has one. */
export const needing: Record<string, Need> = {
  'createToken codeGrant': 'code',
  'authorizeApp approvalRequest': 'session',
  logOutUser: 'session',
  'createNonce provenNonceRequest': 'provingClient',
  'getNonce provenNonceRequest': 'provingClient',
  'unblockUser unblockReason': 'blockedUser',
  deleteClientType: 'freeClientType',
}

/** What the sample of an operation needs that sends this example; `undefined` where the demo data is enough. */
export const needOf = (operationId: string, example?: string): Need | undefined =>
  needing[example === undefined ? operationId : `${operationId} ${example}`]
