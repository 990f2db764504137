import type { Settings } from '../config.ts'

/** Client types beside those that administrate whose clients are no legal entity, so that "own legal entity" means nothing for them. */
const typesWithoutLegalEntity = new Set(['MIS', 'CABINET'])

/** Tells whether clients of the type are legal entities. A type nobody has named is taken for one. */
export function isLegalEntityType(name: string, { adminClientTypes }: Settings): boolean {
  return !typesWithoutLegalEntity.has(name) && !adminClientTypes.includes(name)
}

/** The type of the patient portal, whose users need a tax id. */
export const patientPortalType = 'CABINET'
