import type { Judge } from './judge-answer.js'

/** One call of an operation, in the words of the contract. */
export interface OperationRequest {
  /** The operationId. */
  id: string
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
  /** With the names of `segments` in braces. */
  path: string
  /** The values in the path, which are encoded. */
  segments?: Record<string, string>
  query?: object | undefined
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
