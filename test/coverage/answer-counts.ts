import { contractOperations } from '../../server/contract.ts'
import { onlyReads } from './only-reads.ts'

/** How often each answer was seen, by `operationId status`. */
export type Counts = Map<string, number>

/** Counts the lines that were recorded, one for each answer. */
export function countAnswers(recorded: string): Counts {
  const counts: Counts = new Map()
  for (const answer of recorded.trimEnd().split('\n')) counts.set(answer, (counts.get(answer) ?? 0) + 1)
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
  const listed = contractOperations.flatMap((operation) =>
    Object.keys(operation.operation.responses ?? {}).map((status) => ({ answer: `${operation.id} ${status}`, isImpossible: status === '503' && onlyReads(operation) })),
  )
  const missing = listed.filter(({ answer, isImpossible }) => !isImpossible && !counts.has(answer)).map(({ answer }) => answer)
  const documented = new Set(listed.map(({ answer }) => answer))
  const surplus = [...counts.keys()].filter((answer) => !documented.has(answer))
  return [
    ...(missing.length === 0 ? [] : [`The contract lists answers that no test has seen: ${missing.join(', ')}.`]),
    ...(surplus.length === 0 ? [] : [`Tests have seen answers that the contract does not list: ${surplus.join(', ')}.`]),
  ]
}
