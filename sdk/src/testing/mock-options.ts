import type { ContractAnswers } from '../generated/examples.gen.js'
import type { MockCall } from './mock-call.js'
import type { OperationId } from './operation-id.js'

/** What an operation may answer: the name of one of its examples, or a status, which stands for its first example. */
export type AnswerName<Id extends OperationId> = keyof ContractAnswers[Id] & (string | number)

/** The name, or what the compiler is to say when the operation has no such answer. */
export type KnownName<Id extends OperationId, Name extends string | number> = Name extends AnswerName<Id>
  ? Name
  : `${Id} has neither an example nor a status ${Name}`

/** The body of an answer; `undefined` where the answer has none. */
export type AnswerBody<Id extends OperationId, Name> = Name extends AnswerName<Id> ? ContractAnswers[Id][Name] : never

/** An answer that the contract does not list for the operation, such as one of a proxy. It gets no header of the contract. */
export interface UnlistedAnswer {
  /** From 200 to 599. */
  status: number
  /** All that it has, but for the `Content-Type` of a body, which is added when it is missing. */
  headers?: Record<string, string> | undefined
  /** A text goes as it is, and everything else as JSON. @default no body */
  body?: unknown
}

/** To which calls something happens, and when. */
export interface FailureOptions {
  /** To how many calls; a whole number from 1 to 1000. @default to all from now on */
  times?: number | undefined
  /** Only to calls for which this is true. */
  when?: ((call: MockCall) => boolean) | undefined
  /**
   * Not before this resolves, so that the test decides how long a call takes: with a promise that never does, until its
   * signal ends it. When it rejects, so does the call.
   */
  after?: Promise<unknown> | undefined
}

/** To which calls an answer is given, when, and what is in it. */
export interface AnswerOptions<Body> extends FailureOptions {
  /** Added to the headers of the contract, or in their place: `{ 'Retry-After': '1' }`. */
  headers?: Record<string, string> | undefined
  /** Changes a copy of the example's body before it is sent; not called where there is no body. */
  change?(body: Body): void
}

/**
 * The options that fit an answer: one that the contract does not list has its headers and its body already. For such a one the
 * compiler finds no name, and takes for it whatever a name may be, numbers included.
 */
export type OptionsFor<Id extends OperationId, Name> = number extends Name ? FailureOptions : AnswerOptions<AnswerBody<Id, Name>>
