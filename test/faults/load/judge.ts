import type { Queries } from '../../../server/store/store.ts'
import type { Attempt } from './attempts.ts'
import type { Trace } from './write.ts'

/** What the database has of a write, and what is wrong with that in words, if anything. */
export interface Verdict {
  trace: Trace
  breach: string | undefined
}

/** Holds a write against the database. */
export async function judge(db: Queries, attempt: Attempt): Promise<Verdict> {
  const { kind, id, answer, isStored } = attempt
  const trace = await attempt.trace(db)
  const about = `${kind} ${id}, answered ${answer?.status ?? 'never'}`
  if (!allowedTraces(attempt).includes(trace)) return { trace, breach: `${about}, is ${trace}` }
  const data = answer?.body?.data
  const isRight = isStored === undefined || data === undefined || (await isStored(db, data))
  return { trace, breach: isRight ? undefined : `${about}, has another value than the answer` }
}

/** 503 promises that nothing was done; 500 promises nothing, like no answer. */
function allowedTraces({ answer }: Attempt): Trace[] {
  if (answer === undefined || answer.status === 500) return ['done', 'undone']
  return answer.status === 503 ? ['undone'] : answer.status < 300 ? ['done'] : []
}
