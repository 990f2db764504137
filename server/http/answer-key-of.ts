import type { Request } from 'express'
import { answerKey, type AnswerKey } from '../idempotency/answer-key.ts'
import { askedBearerOf } from './bearer-of.ts'
import { fieldsOf } from './fields-of.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'

/** The key of the answer to a request that has an idempotency key; undefined for any other, and for one that changes nothing. */
export function answerKeyOf(request: Request): AnswerKey | undefined {
  const idempotencyKey = idempotencyKeyOf(request)
  if (idempotencyKey === undefined || request.method === 'GET') return undefined
  const { method, originalUrl } = request
  const { bodyDigest } = request.res!.locals
  const bearer = askedBearerOf(request)
  const { client_id, password } = fieldsOf(request)
  return answerKey({
    idempotencyKey,
    sender: JSON.stringify(bearer ?? { client_id }),
    content: JSON.stringify([method, originalUrl, bearer, request.get('api-key'), bodyDigest]),
    hasPassword: bearer === undefined && password !== undefined,
  })
}
