import { expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { recordedTraffic } from '../traffic/traffic-file.ts'
import { countAnswers, findGaps, tableOf } from './answer-counts.ts'

it('the service was seen to answer with every status that the contract lists for an operation, and with no other', async ({ annotate }) => {
  const counts = countAnswers(recordedTraffic())
  await annotate(tableOf(counts), 'table')
  expect(findGaps(counts)).toEqual([])
  const answers = [...counts.values()].reduce((sum, count) => sum + count, 0)
  await annotate(`${contractOperations.length} operations, ${counts.size} statuses, ${answers} answers`, 'figure')
})
