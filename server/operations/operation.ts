import type { Caller } from '../access/caller.ts'
import type { Trail } from '../audit/trail.ts'
import type { OperationId } from '../contract.ts'
import type { Services } from '../services.ts'
import type { PageQuery } from '../store/page-of.ts'
import type { Queries } from '../store/store.ts'
import type { Operations } from './operations.gen.ts'

type Field<Data, Name extends string> = Name extends keyof Data ? Data[Name] : never

/** The query of a request; the validator fills in the defaults of the page. */
type Query<Data> = Data extends { query?: infer Given extends { page?: number } }
  ? Omit<Given, keyof PageQuery> & PageQuery
  : NonNullable<Field<Data, 'query'>>

/** A request that fits the contract. Operations that take the same may share a handler, so where they are is left out. */
export type OperationRequest<Id extends OperationId> = RequestOf<Omit<Operations[Id]['data'], 'url'>>

interface RequestOf<Data> {
  body: Field<Data, 'body'>
  path: Field<Data, 'path'>
  query: Query<Data>
  /** The API-key that came along, if any. */
  apiKey: string | undefined
}

/** What every answer has. */
interface AnyAnswer {
  status: number
  headers?: Record<string, string>
}

/**
 * Runs the work that makes an answer in a transaction, as `Store.write` does. An event of the audit log is written in the same
 * transaction, unless the act is routine. When the request has an idempotency key, the answer is kept in it too, and a request
 * that comes again gets it without any work.
 */
export type Commit = <Answer extends AnyAnswer>(
  work: (transaction: Queries) => Promise<Answer>,
  options?: { isRoutine?: boolean },
) => Promise<Answer>

/** The services, for those who learn of what is done, and write it down on its trail. */
export type Trailing = Services & { trail: Trail }

/** What every handler works with; what changes anything makes its answer in `commit`. */
export type Committing = Trailing & { commit: Commit }

/** What a handler works with, with the caller where the operation needs a bearer token. */
export type OperationContext<Id extends OperationId> = Committing & (Operations[Id]['guarded'] extends true ? { caller: Caller } : unknown)

/** A success as the contract has it, without `meta`, which the envelope adds. */
export type OperationAnswer<Id extends OperationId> = {
  [Status in keyof Operations[Id]['responses']]: { status: Status; headers?: Record<string, string> } & Omit<
    Operations[Id]['responses'][Status],
    'meta'
  >
}[keyof Operations[Id]['responses']]

/** Answers one operation. Refuses by throwing a Failure. */
export type Handler<Id extends OperationId> = (
  request: OperationRequest<Id>,
  context: OperationContext<Id>,
) => Promise<OperationAnswer<Id>>

/** A handler for every operation of the contract: a missing or a surplus one does not compile. */
export type Handlers = { [Id in OperationId]: Handler<Id> }
