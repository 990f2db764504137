import { afterAll, describe, expect, it } from 'vitest'
import { contractOperations, type ContractOperation } from '../../server/contract.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { engine } from '../fixtures/database.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { changeOutside, holdOutside } from '../fixtures/open-outside.ts'
import { startServer } from '../fixtures/start-server.ts'
import { record } from '../traffic/traffic-file.ts'
import { requestOf } from './statuses/contract-request.ts'
import { addOwnRows } from './statuses/own-rows.ts'
import { addParticularRows, particularProvocations } from './statuses/particular.ts'
import { commonProvocations, send } from './statuses/provocations.ts'

const fixtures = await demoFixtures((rows) => {
  addOwnRows(rows)
  addParticularRows(rows)
})
const server = await startServer({ fixtures, settings: { databaseStatementTimeoutSeconds: 1 }, origin: 'generated' })
/** Tables of it are gone. */
const broken = await startServer({ origin: 'generated' })
await changeOutside(broken, ['tokens', 'clients', 'connections'].map((table) => `alter table ${table} rename to gone_${table};`).join(''))
/** It answers one request in a minute. */
const limited = await startServer({ settings: { rateLimitPerMinute: 1 }, origin: 'generated' })
afterAll(async () => {
  for (const each of [server, broken, limited]) await each.close()
})

/** The answers while another process holds the database. Who needs it waits in vain, so all do at the same time. */
const release = await holdOutside(server)
const whileHeld = new Map(
  await Promise.all(contractOperations.map(async (operation) => [operation.id, await send(server, requestOf(operation))] as const)),
)
await release()

const particular = particularProvocations(server)
/** In SQLite only writing waits for other processes, in PostgreSQL all that looks into a table. */
const waits = ({ id, method }: ContractOperation) =>
  engine === 'postgres' ? id !== 'getContract' : method !== 'get' && id !== 'createNonce'

/** Records the answer to a request that Node's parser never handed over. */
function recordUnread(operation: ContractOperation, { status, headers, body }: Answer): void {
  const { headers: sent, target } = requestOf(operation)
  const [method = '', path = ''] = target.split(' ')
  const request = { method, target: path, headers: sent, body: '' }
  record({ operationId: operation.id, origin: 'generated', request, answer: { status, headers: Object.fromEntries(headers), body: JSON.stringify(body) } })
}

describe.each(contractOperations)('$id', (contractOperation) => {
  const { id, operation } = contractOperation
  const ways = { ...commonProvocations(contractOperation, { server, broken, limited }), ...particular[id] }

  it('lists the statuses that are provoked here, and no other', () => {
    const listed = Object.keys(operation.responses ?? {}).filter((status) => status !== '503')
    expect(listed.toSorted()).toEqual(Object.keys(ways).toSorted())
  })

  it.each(Object.entries(ways))('answers %s as the contract says', async (status, provoke) => {
    const answer = await provoke()
    // Node's parser gives this one, so nobody else counts it.
    if (answer.status === 431) recordUnread(contractOperation, answer)
    expect(answer.status).toBe(Number(status))
    expect(answerBreaches(id, answer)).toEqual([])
  })
})

describe('while another process holds the database', () => {
  it.each(contractOperations.filter(waits))('$id answers 503 as the contract says', ({ id }) => {
    // Every operation was sent.
    const answer = whileHeld.get(id)!
    expect(answer.status).toBe(503)
    expect(answerBreaches(id, answer)).toEqual([])
  })

  it.each(contractOperations.filter((operation) => !waits(operation)))('$id, which does without, answers all the same', ({ id }) => {
    expect(whileHeld.get(id)?.status).toBe(200)
  })

  it('where requests are counted nobody is answered', async () => {
    await using counting = await startServer({ settings: { rateLimitPerMinute: 10, databaseStatementTimeoutSeconds: 1 } })
    const release = await holdOutside(counting)
    const answer = await call(counting, 'GET /contract')
    await release()
    expect(answer.status).toBe(503)
    expect(answerBreaches('getContract', answer)).toEqual([])
  })
})
