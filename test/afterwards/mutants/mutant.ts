import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../../server/follow-reference.ts'

/** A constraint of the contract that is taken away or loosened, and nothing else. */
export interface Mutant {
  /** What kind of constraint, such as `required`. */
  kind: string
  /** JSON Pointer to the part of the bundle that has the constraint. */
  place: string
  /** The member of that part that is changed. */
  member: string
  /** As `required client_id → optional`. */
  what: string
  /** Changes a contract, and returns what undoes it. */
  change(contract: OpenAPIV3_1.Document): () => void
}

/** A part of a contract that can be changed. */
export type Part = Record<string, unknown>

/** A mutant that puts another value in the place of a member; undefined takes the member away. */
export function changedMember(kind: string, place: string, member: string, value: unknown, what: string): Mutant {
  return {
    kind,
    place,
    member,
    what,
    change(contract) {
      const part = followReference<Part>(contract, { $ref: place })
      const before = { ...part }
      if (value === undefined) delete part[member]
      else part[member] = value
      return () => void Object.assign(part, before)
    },
  }
}
