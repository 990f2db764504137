import { contractOperations } from '../../server/contract.ts'
import type { Exchange } from '../traffic/exchange.ts'

/** How often each answer was seen, by `operationId status`. */
export type Counts = Map<string, number>

/** Counts the answers of exchanges. */
export function countAnswers(exchanges: Iterable<Pick<Exchange, 'operationId' | 'answer'>>): Counts {
  const counts: Counts = new Map()
  for (const { operationId, answer } of exchanges) {
    const given = `${operationId} ${answer.status}`
    counts.set(given, (counts.get(given) ?? 0) + 1)
  }
  return counts
}

/** One line for each operation of the contract, with the statuses it was seen to answer and how often. */
export function tableOf(counts: Counts): string {
  const seen = Map.groupBy([...counts.keys()].toSorted(), (answer) => answer.split(' ')[0])
  const width = Math.max(...contractOperations.map(({ id }) => id.length))
  const rows = contractOperations.map(({ id }) => {
    const statuses = (seen.get(id) ?? []).map((answer) => `${answer.split(' ')[1]}×${counts.get(answer)}`)
    return `${id.padEnd(width)}  ${statuses.join(' ')}`
  })
  return rows.join('\n')
}

/** Where the answers and the contract differ, in a sentence for each direction. */
export function findGaps(counts: Counts): string[] {
  const listed = contractOperations.flatMap(({ id, operation }) => Object.keys(operation.responses ?? {}).map((status) => `${id} ${status}`))
  const missing = listed.filter((answer) => !counts.has(answer))
  const surplus = [...counts.keys()].filter((answer) => !listed.includes(answer))
  return [
    ...(missing.length === 0 ? [] : [`The contract lists answers that no test has seen: ${byOperation(missing)}.`]),
    ...(surplus.length === 0 ? [] : [`Tests have seen answers that the contract does not list: ${byOperation(surplus)}.`]),
  ]
}

/** `createRole 404, createRole 409` is told as `createRole 404 409`. */
function byOperation(answers: string[]): string {
  const statuses = Map.groupBy(answers.map((answer) => answer.split(' ')), ([id]) => id)
  return [...statuses].map(([id, own]) => `${id} ${own.map(([, status]) => status).join(' ')}`).join(', ')
}
