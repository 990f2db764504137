import { failures } from '../failure.ts'
import { isUuid } from '../uuid.ts'

/**
 * Guards a look-up by id: the original's fails with 400 on an id that is not a UUID.
 * @throws Failure 400 that names the field.
 */
export function requireUuid(field: string, value: string): void {
  if (!isUuid(value)) throw failures.malformedId(field)
}
