import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { onlyReads } from '../coverage/only-reads.ts'
import { recordAnswer } from '../coverage/record-answers.ts'
import { call } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { changeOutside, openOutside } from '../fixtures/open-outside.ts'
import { startServer } from '../fixtures/start-server.ts'
import { requestOf } from './statuses/contract-request.ts'
import { addOwnRows } from './statuses/own-rows.ts'
import { addParticularRows, particularProvocations } from './statuses/particular.ts'
import { commonProvocations, send, type Provocations } from './statuses/provocations.ts'

const fixtures = await demoFixtures((rows) => {
  addOwnRows(rows)
  addParticularRows(rows)
})
const [server, broken, limited] = await Promise.all([startServer({ fixtures }), startServer(), startServer({ settings: { rateLimitPerMinute: 1 } })])
changeOutside(broken, ['tokens', 'clients', 'connections'].map((table) => `drop table ${table};`).join(''))
await call(limited, 'GET /nothing')
afterAll(async () => {
  for (const each of [server, broken, limited]) await each.close()
})

/** The answers while another process holds the file. Who writes waits for it in vain, so all do at the same time. */
const holder = openOutside(server)
holder.exec('begin immediate')
const whileHeld = new Map(
  await Promise.all(contractOperations.map(async (operation) => [operation.id, await send(server, requestOf(operation))] as const)),
)
holder.close()

const particular = particularProvocations(server)

describe.each(contractOperations.map((operation) => ({ ...operation })))('$id', (operation) => {
  const { id } = operation
  const ways: Provocations = { ...commonProvocations(operation, { server, broken, limited }), ...particular[id] }
  const listed = Object.keys(operation.operation.responses ?? {}).toSorted()

  it('lists the statuses that are provoked here, and no other', () => {
    expect([...Object.keys(ways), '503'].toSorted()).toEqual(listed)
  })

  it.each(Object.entries(ways))('answers %s as the contract says', async (status, provoke) => {
    const answer = await provoke()
    // This one is given by Node's parser, where nobody counts.
    if (answer.status === 431) recordAnswer(id, answer.status)
    expect(answer.status).toBe(Number(status))
    expect(answerBreaches(id, answer)).toEqual([])
  })

  const answer = whileHeld.get(id)!
  it(onlyReads(operation) ? 'answers while another process writes' : 'answers 503 as the contract says', () => {
    expect(answer.status).toBe(onlyReads(operation) ? 200 : 503)
    expect(answerBreaches(id, answer)).toEqual([])
  })
})
