import type { ContractAnswers } from '../generated/examples.gen.js'
import type { MockCall } from './mock-call.js'

/** The name of an operation of the contract. */
export type OperationId = keyof ContractAnswers

/** What an operation may answer: the name of one of its examples, or a status, which stands for its first example. */
export type AnswerName<Id extends OperationId> = keyof ContractAnswers[Id] & (string | number)

/** The name, or what the compiler is to say when the operation has no such answer. */
export type KnownName<Id extends OperationId, Name extends string | number> = Name extends AnswerName<Id>
  ? Name
  : `${Id} has neither an example nor a status ${Name}`

/** The body of an answer; `undefined` where the answer has none. */
export type AnswerBody<Id extends OperationId, Name> = Name extends AnswerName<Id> ? ContractAnswers[Id][Name] : never

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
