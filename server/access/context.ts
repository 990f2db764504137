import { patientPortalType } from '../clients/client-types.ts'
import { failures } from '../failure.ts'
import type { Settings } from '../config.ts'
import { isAdministrative } from './administrative.ts'
import type { Caller } from './caller.ts'

interface CallerContext {
  caller: Caller
  settings: Settings
}

/**
 * The only client that the caller may see and change; undefined for administrators and the patient portal, who are not
 * bound to one.
 */
export function boundClientId({ caller, settings }: CallerContext): string | undefined {
  return isAdministrative(caller, settings) || caller.clientTypeName === patientPortalType ? undefined : caller.clientId
}

/** @throws Failure 403 when the object is another user's and the caller does not administrate. */
export function requireUserContext(userId: string, { caller, settings }: CallerContext): void {
  if (caller.userId !== userId && !isAdministrative(caller, settings)) throw failures.forbidden()
}
