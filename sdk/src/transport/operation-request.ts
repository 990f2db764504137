import type { Judge } from './judge-answer.js'

/** One call of an operation, in the words of the contract. */
export interface OperationRequest {
  /** The operationId. */
  id: string
  /** As HTTP writes it. */
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** With the names of `segments` in braces. */
  path: string
  /** The values in the path, which are encoded. */
  segments?: Record<string, string>
  /** By the names of the contract. Lists are written with commas, and what is `undefined` is left out. */
  query?: object | undefined
  /** Those that are parameters of the operation; what is `undefined` is left out. */
  headers?: Record<string, string | undefined>
  /** Sent as JSON; nothing is sent for `undefined`. */
  body?: unknown
  /** Which of the caller's credentials go with it. */
  credentials?: readonly ('accessToken' | 'apiKey')[]
  /** Whether it may be repeated when nobody knows if it was done (RFC 9110, section 9.2.2). */
  idempotent?: boolean
  /** Tells the success. @default judgeAnswer */
  judge?: Judge
}
