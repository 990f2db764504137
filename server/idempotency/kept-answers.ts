import { failures } from '../failure.ts'
import { unixSeconds } from '../services.ts'
import type { Queries, Store } from '../store/store.ts'
import type { AnswerKey } from './answer-key.ts'
import { open, seal } from './sealed-answer.ts'

/** How long an answer is given again. */
const keptSeconds = 86_400

/**
 * Finds the answer to a request that was answered before.
 * @throws Failure 422 when its idempotency key was used for another request, whose answer it cannot open.
 */
export async function recall(db: Queries, key: AnswerKey, now: Date): Promise<unknown> {
  const record = await db
    .selectFrom('idempotency_records')
    .where('id', '=', key.id)
    .where('expires_at', '>', unixSeconds(now))
    .select('answer')
    .executeTakeFirst()
  if (record === undefined) return undefined
  const answer = open(record.answer ?? '', await key.secret())
  if (answer === undefined) throw failures.reusedIdempotencyKey()
  return answer
}

/**
 * Runs the work that makes an answer, and keeps the answer in the same transaction, so that there is never one without the other.
 * The record comes first: whoever comes with the same key meanwhile waits for the end of the transaction, and gets the same answer.
 * @throws Failure 422 when the idempotency key was used for another request.
 */
export async function commitOnce<Answer>(store: Store, key: AnswerKey, work: (db: Queries) => Promise<Answer>, now: Date): Promise<Answer> {
  const secret = await key.secret()
  const expires_at = unixSeconds(now) + keptSeconds
  return store.write(async (db) => {
    await db.deleteFrom('idempotency_records').where('id', '=', key.id).where('expires_at', '<=', unixSeconds(now)).execute()
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('idempotency_records')
      .values({ id: key.id, answer: null, expires_at })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      const earlier = await recall(db, key, now)
      if (earlier === undefined) throw new Error('the record of an answer has gone while it was looked for')
      // The answer of the same request has the same form.
      return earlier as Answer
    }
    const answer = await work(db)
    await db.updateTable('idempotency_records').set({ answer: seal(answer, secret) }).where('id', '=', key.id).execute()
    return answer
  })
}
