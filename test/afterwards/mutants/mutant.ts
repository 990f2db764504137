import { pointerSteps } from '../../../server/json-pointer.ts'

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
  change(contract: object): () => void
}

/** A part of a contract that can be changed. */
export type Part = Record<string, unknown>

/** The part of a contract at a JSON Pointer, whose steps the caller has found in it. */
export function partAt(contract: object, place: string): Part {
  return pointerSteps(place).reduce((part, step) => part[step] as Part, contract as Part)
}

/** A mutant that puts another value in the place of a member; undefined takes the member away. */
export function changedMember(kind: string, place: string, member: string, value: unknown, what: string): Mutant {
  return {
    kind,
    place,
    member,
    what,
    change(contract) {
      const part = partAt(contract, place)
      const before = { ...part }
      if (value === undefined) delete part[member]
      else part[member] = value
      return () => void Object.assign(part, before)
    },
  }
}
