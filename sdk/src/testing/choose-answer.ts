import { operations } from '../generated/examples.gen.js'
import type { OperationId } from './operation-id.js'
import type { Preference } from './read-preference.js'
import type { Refusal } from './refusal.js'

/** An answer of the contract. */
export interface ChosenAnswer {
  operationId: OperationId
  status: number
  /** Absent when the answer has no body. */
  example: string | undefined
}

/** The answer that has this status, or an example of this name; `undefined` when the operation has none. */
export function answerNamed(operationId: OperationId, name: string | number): ChosenAnswer | undefined {
  for (const [status, { examples }] of Object.entries(operations[operationId].answers)) {
    if (Object.hasOwn(examples, name)) return { operationId, status: Number(status), example: String(name) }
    if (status === String(name)) return { operationId, status: Number(status), example: Object.keys(examples)[0] }
  }
  return undefined
}

/**
 * The answer to a request, as Prism chooses it: of a refused one a preference can choose the example, of another the status
 * too, and without a preference it is the first success. `undefined` when the operation does not have what is preferred.
 */
export function answerTo(
  operationId: OperationId,
  refusal: Refusal | undefined,
  preference: Preference,
): ChosenAnswer | undefined {
  const { answers } = operations[operationId]
  // Statuses are in their order, because they are numbers.
  const status = refusal?.status ?? preference.status ?? Number(Object.keys(answers)[0])
  const names = Object.keys(answers[status]?.examples ?? {})
  if (refusal !== undefined) {
    const preferred = names.find((name) => preference.status === status && preference.example === name)
    return { operationId, status, example: preferred ?? names.find((name) => refusal.example?.test(name)) ?? names[0] }
  }
  const { example = names[0] } = preference
  const exists = answers[status] !== undefined && (example === undefined || names.includes(example))
  return exists ? { operationId, status, example } : undefined
}
