import { failures } from '../failure.ts'
import type { Caller } from './caller.ts'
import { missingNames, scopeNames } from './scope.ts'

/**
 * Sees to it that a caller's token allows what an operation asks for, and the MIS through which they call too.
 * @throws Failure 403 `forbidden`.
 */
export function requireScope({ scopes }: Caller, required: readonly string[]): void {
  for (const scope of scopes) {
    const missing = missingNames(required, scopeNames(scope))
    if (missing.length === 0) continue
    throw failures.forbidden(`Your scope does not allow to access this resource. Missing allowances: ${missing.join(', ')}`)
  }
}
