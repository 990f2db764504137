import type { Request } from 'express'
import type { AnswerKey } from '../idempotency/answer-key.ts'
import { commitOnce, recall } from '../idempotency/kept-answers.ts'
import type { Commit } from '../operations/operation.ts'
import type { Services } from '../services.ts'
import type { Queries } from '../store/store.ts'
import { answerKeyOf } from './answer-key-of.ts'
import type { Content } from './send-envelope.ts'

/** The answer that the same request got before, under the same idempotency key; undefined when there is none. */
export async function earlierAnswer(request: Request): Promise<Content | undefined> {
  const { store, now } = request.res!.locals.services
  const key = answerKeyOf(request)
  return key === undefined ? undefined : recallContent(store.read, key, now())
}

/**
 * Makes the answer to a request, once for each idempotency key. Where it fails because the same request was done at the same
 * time, that one's answer counts.
 */
export async function answerOnce(request: Request, { store, now }: Services, make: (commit: Commit) => Promise<Content>): Promise<Content> {
  const key = answerKeyOf(request)
  if (key === undefined) return make((work) => store.write(work))
  // To look for the answer of a request with a password would be a way to guess it that nobody counts.
  if (key.hasPassword) return makeAndKeep()
  const earlier = await recallContent(store.read, key, now())
  if (earlier !== undefined) return earlier
  try {
    return await makeAndKeep()
  } catch (error) {
    const meanwhile = await recallContent(store.read, key, now()).catch(() => undefined)
    if (meanwhile === undefined) throw error
    return meanwhile
  }

  async function makeAndKeep(): Promise<Content> {
    let isKept = false
    const keep: Commit = async (work) => {
      isKept = true
      return commitOnce(store, key!, work, now())
    }
    const answer = await make(keep)
    // An operation that changes nothing has committed nothing.
    return isKept ? answer : keep(async () => answer)
  }
}

async function recallContent(db: Queries, key: AnswerKey, now: Date): Promise<Content | undefined> {
  // What was kept is what an operation answered.
  return (await recall(db, key, now)) as Content | undefined
}
