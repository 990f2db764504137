import { commonHeaders, operations } from '../generated/examples.gen.js'
import type { ErrorType, FailureEnvelope } from '../generated/types.gen.js'
import { isObject } from '../json.js'
import type { ChosenAnswer } from './choose-answer.js'
import { idempotencyKeyOf } from './idempotency-key.js'
import type { ReceivedRequest } from './receive-request.js'

/** What the service gives an access token by default: 30 days. */
const tokenLifetimeSeconds = 2_592_000

/** What an answer has that its example has not. */
export interface Additions {
  headers?: Record<string, string> | undefined
  /** Changes a copy of the body; not called where there is none. */
  change?(body: unknown): void
}

/**
 * Writes an answer as the contract shows it, with the idempotency key of the request and the header `Date` of this moment. The
 * tokens of a success are good for 30 days from then, because those of the examples have expired, or will.
 */
export function writeAnswer(request: ReceivedRequest, answer: ChosenAnswer, { headers, change }: Additions = {}): Response {
  const { operationId, status, example } = answer
  // Chosen from these very answers.
  const { headers: documented, examples } = operations[operationId].answers[status]!
  const date = new Date()
  const expiresAt = Math.floor(date.getTime() / 1_000) + tokenLifetimeSeconds
  const renew = (name: string, value: unknown) => (status < 300 && name === 'expires_at' ? expiresAt : value)
  // Examples are JSON, and not every test environment has `structuredClone`.
  const body: unknown = example === undefined ? undefined : JSON.parse(JSON.stringify(examples[example]), renew)
  const key = idempotencyKeyOf(request.headers)
  if (key !== undefined && isObject(body) && isObject(body['meta'])) body['meta']['idempotency_key'] = key
  if (body !== undefined) change?.(body)
  return write(status, { ...documented, ...keyHeader(key), ...headers }, body, date)
}

/** A refusal that no operation of the contract documents. */
export interface UndocumentedFailure {
  status: number
  type: ErrorType
  message?: string
  headers?: Record<string, string>
}

/** Writes a refusal in the envelope of the contract. */
export function writeFailure(request: ReceivedRequest, { status, type, message, headers }: UndocumentedFailure): Response {
  const key = idempotencyKeyOf(request.headers)
  const meta = { code: status, url: request.url.replace(/\?.*/, ''), type: 'object', request_id: commonHeaders['X-Request-Id'] } as const
  const body: FailureEnvelope = {
    meta: key === undefined ? meta : { ...meta, idempotency_key: key },
    error: message === undefined ? { type } : { type, message },
  }
  return write(status, { ...keyHeader(key), ...headers }, body, new Date())
}

const keyHeader = (key: string | undefined): Record<string, string> => (key === undefined ? {} : { 'X-Idempotency-Key': key })

function write(status: number, headers: Record<string, string> | undefined, body: unknown, date: Date): Response {
  const sent = new Headers({ ...commonHeaders, Date: date.toUTCString() })
  if (body !== undefined) sent.set('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers ?? {})) sent.set(name, value)
  return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: sent })
}
