import { expect, it } from 'vitest'
import { contractOperations, type OperationId } from '../../server/contract.ts'
import { countAnswers, findGaps, tableOf } from '../afterwards/answer-counts.ts'

/** What an operation answered, without the rest of it. */
const answered = (operationId: OperationId, status: number) => ({ operationId, answer: { status, headers: {}, body: '' } })

/** Every answer that the contract lists. */
const complete = contractOperations.flatMap(({ id, operation }) =>
  Object.keys(operation.responses ?? {}).map((status) => answered(id, Number(status))),
)

it('a whole contract leaves no gap', () => {
  expect(findGaps(countAnswers(complete))).toEqual([])
})

it('an answer that was not seen is named', () => {
  const unseen = ['createToken 201', 'deleteRole 204', 'deleteRole 404']
  const answers = complete.filter(({ operationId, answer }) => !unseen.includes(`${operationId} ${answer.status}`))
  expect(findGaps(countAnswers(answers))).toEqual(['The contract lists answers that no test has seen: createToken 201, deleteRole 204 404.'])
})

it('an answer that is not listed is named', () => {
  expect(findGaps(countAnswers([...complete, answered('createToken', 418)]))).toEqual([
    'Tests have seen answers that the contract does not list: createToken 418.',
  ])
})

it('each operation has a line with how often it gave which answer', () => {
  const table = tableOf(countAnswers([401, 200, 200].map((status) => answered('listRoles', status))))
  expect(table.split('\n')).toHaveLength(contractOperations.length)
  expect(table).toMatch(/^listRoles +200×2 401×1$/m)
})
