import type { Settings } from '../config.ts'
import type { Caller } from './caller.ts'

/** Tells whether the caller's client is of a type that administrates. */
export function isAdministrative({ clientTypeName }: Caller, { adminClientTypes }: Settings): boolean {
  return adminClientTypes.includes(clientTypeName)
}
