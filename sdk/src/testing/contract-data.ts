/** What the mock knows of an operation; `examples.gen.ts` has it of each. */
export interface OperationData {
  method: string
  /** With `{parameters}`. */
  path: string
  /** Whether it needs a bearer token. */
  guarded: boolean
  /** The parameters of the path that must be UUIDs. */
  uuids: readonly string[]
  /** The parameters of the query that must be there. */
  query: readonly string[]
  /** Absent where no body is read. */
  body?: BodyData
  /** By status. */
  answers: Readonly<Record<number, AnswerData>>
}

/** What a body must have. */
export interface BodyData {
  required: boolean
  /** The only member of the body, which holds the others. */
  wrapper?: string
  /** The members that must be there. */
  members: readonly string[]
  /** The member that chooses which others must be there. */
  choice?: { member: string; branches: Readonly<Record<string, readonly string[]>> }
}

/** One answer that the contract documents. */
export interface AnswerData {
  /** Those beside the headers of every answer. */
  headers?: Readonly<Record<string, string>>
  /** Bodies by the names of the examples; none where the answer has no body. */
  examples: Readonly<Record<string, unknown>>
}
