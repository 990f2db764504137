import { isObject } from '../json.js'

/** An error may be its own cause. */
const mostCauses = 8

/** An error and what led to it, the latter last, as far as they are objects. */
export function causesOf(error: unknown): Record<string, unknown>[] {
  const causes: Record<string, unknown>[] = []
  for (let cause = error; isObject(cause) && causes.length < mostCauses; cause = cause.cause) causes.push(cause)
  return causes
}
