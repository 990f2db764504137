import type { Request } from 'express'
import { commitOnce, recall } from '../idempotency/kept-answers.ts'
import type { Commit } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import { answerKeyOf } from './answer-key-of.ts'

/** The answer that the same request got before, under the same idempotency key; undefined when there is none. */
export async function earlierAnswer(request: Request): Promise<unknown> {
  const { services } = request.res!.locals
  const key = answerKeyOf(request)
  return key === undefined ? undefined : recall(services.store.read, key, services.now())
}

/**
 * Makes the answer to a request, once for each idempotency key. Where it fails because the same request was done at the same
 * time, that one's answer counts.
 */
export async function answerOnce<Answer>(request: Request, { store, now }: Services, make: (commit: Commit) => Promise<Answer>): Promise<Answer> {
  const key = answerKeyOf(request)
  if (key === undefined) return make(store.write)
  // The answer of the same request has the same form.
  const earlier = (await recall(store.read, key, now())) as Answer | undefined
  if (earlier !== undefined) return earlier
  let isKept = false
  const keep: Commit = async (work) => {
    isKept = true
    return commitOnce(store, key, work, now())
  }
  try {
    const answer = await make(keep)
    // An operation that changes nothing has committed nothing.
    return isKept ? answer : await keep(async () => answer)
  } catch (error) {
    const meanwhile = (await recall(store.read, key, now())) as Answer | undefined
    if (meanwhile === undefined) throw error
    return meanwhile
  }
}
