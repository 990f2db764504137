import { failures } from '../failure.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Guards a look-up by id: the original's fails with 400 on an id that is not a UUID.
 * @throws Failure 400 that names the field.
 */
export function requireUuid(field: string, value: string): void {
  if (!uuid.test(value)) throw failures.malformedId(field)
}
