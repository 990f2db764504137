import { missingScope } from './refusal.js'

/** Whom a good token stands for, and what it allows. The token itself is not kept. */
export interface Consumer {
  userId: string
  personId: string
  scope: string
  /** The most that the MIS allows through which a BROKER client calls; absent for a DIRECT one. */
  brokerScope: string | undefined
  /** The token's details as JSON. */
  metadata: string
  /** In Unix seconds. */
  expiresAt: number
}

/**
 * Checks the scope of the token, then that of the MIS.
 *
 * @throws Refusal 403 with the missing names.
 */
export function requireScope(required: readonly string[], { scope, brokerScope }: Consumer): void {
  for (const allowed of brokerScope === undefined ? [scope] : [scope, brokerScope]) {
    const names = allowed.split(/\s+/)
    const missing = required.filter((name) => !names.includes(name))
    if (missing.length > 0) throw missingScope(missing)
  }
}
