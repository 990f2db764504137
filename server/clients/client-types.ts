/** Client types whose clients are no legal entity, so that "own legal entity" means nothing for them. */
const typesWithoutLegalEntity = new Set(['MIS', 'NHS', 'CABINET'])

/** Tells whether clients of the type are legal entities. A type nobody has named is taken for one. */
export function isLegalEntityType(name: string): boolean {
  return !typesWithoutLegalEntity.has(name)
}

/** The type of the patient portal, whose users need a tax id. */
export const patientPortalType = 'CABINET'
