/** A place in an operation at which two contracts are compared. */
export interface Place {
  operationId: string
  /** Its method and path before the change, as `POST /oauth/tokens`. */
  operation: string
  /** What of the operation, as `body`, `query page` or `answer 401`; empty for the operation itself. */
  part: string
  /** What of that part, as `token.client_secret`; empty for the part itself. */
  member: string
  /** Requests are written by programs, and answers are read by them. */
  side: 'request' | 'answer'
}

/** A difference between two contracts that programs can notice. */
export interface Change extends Place {
  /** A breaking change may stop a program that works; an addition may not. */
  kind: 'breaking' | 'addition'
  /** As `maxLength 255 → 128`. */
  what: string
  /** What it means to programs, as `longer values are refused now`. */
  consequence: string
}

/** A change that breaks programs. */
export const breaking = (place: Place, what: string, consequence: string): Change => ({ ...place, kind: 'breaking', what, consequence })

/** A change that breaks no program. */
export const addition = (place: Place, what: string, consequence: string): Change => ({ ...place, kind: 'addition', what, consequence })

/** The place of a member of what is at a place. */
export function memberOf(place: Place, name: string): Place {
  return { ...place, member: place.member === '' ? name : `${place.member}.${name}` }
}

/** A change in one sentence, with where it is. */
export function sentenceOf({ operation, part, member, what, kind, consequence }: Change): string {
  const where = [part, member].filter((text) => text !== '').join(' ')
  return `${[operation, where].filter((text) => text !== '').join(', ')}: ${what} (${kind}: ${consequence})`
}
