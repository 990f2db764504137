import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { parityCases } from './cases.ts'
import { differences, differencesOf, outcomeOf } from './differences.ts'
import { engines, type RunningEngine } from './engines.ts'
import { observe } from './observe.ts'
import type { ParityCase } from './parity-case.ts'

/** The first requests to an operation are slow, because its validators are made for them, and each test asks all operations. */
const timeout = 120_000

/** How many answers were those of the table, or of the list of differences. */
let agreed = 0

const labelOf = ({ operationId, detail }: ParityCase) => (detail === undefined ? operationId : `${operationId}: ${detail}`)

describe.each(engines)('$name', (engine) => {
  let running: RunningEngine
  /** Whether a request may have changed something since the last renewal. */
  let isChanged = true
  beforeAll(async () => {
    running = await engine.start()
  })
  afterAll(() => running?.close())

  it.each([...Map.groupBy(parityCases, ({ name }) => name)])('gives the answer of the table to %s', { timeout }, async (_name, cases) => {
    if (isChanged) await running.renew()
    isChanged = cases.some(({ expected }) => expected.status < 400)
    const answered = []
    for (const parityCase of cases) answered.push(await compare(applyDifference(parityCase)))
    const surprises = answered.filter(({ observed, expected }) => !isDeepStrictEqual(observed, expected))
    agreed += answered.length - surprises.length
    expect(surprises.map(({ label, observed }) => ({ label, ...observed }))).toEqual(surprises.map(({ label, expected }) => ({ label, ...expected })))
  })

  async function compare(parityCase: ParityCase) {
    return { label: labelOf(parityCase), expected: { ...parityCase.expected, breaches: [] }, observed: await observe(running, parityCase) }
  }

  function applyDifference(parityCase: ParityCase): ParityCase {
    const [difference] = differencesOf(engine.name, parityCase)
    return difference === undefined ? parityCase : { ...parityCase, expected: outcomeOf(difference, parityCase) }
  }
})

describe('the table', () => {
  it('has a valid request and refusals for every operation', () => {
    const tried = Map.groupBy(parityCases, ({ operationId }) => operationId)
    for (const { id } of contractOperations) {
      const statuses = new Set(tried.get(id)?.map(({ expected }) => expected.status))
      expect({ id, isAccepted: [...statuses].some((status) => status < 300) }).toEqual({ id, isAccepted: true })
      expect([...statuses]).toEqual(expect.arrayContaining([400, 406, 413]))
    }
  })

  it('has each case once', () => {
    const labels = parityCases.map((parityCase) => `${parityCase.name} ${labelOf(parityCase)}`)
    expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([])
  })
})

describe('the list of differences', () => {
  it.each(differences)('has only such as are some: $engine, $reason', (difference) => {
    const { engine, cases } = difference
    expect(engines.map(({ name }) => name)).toContain(engine)
    const own = parityCases.filter((parityCase) => differencesOf(engine, parityCase).includes(difference))
    expect([...new Set(own.map(({ name }) => name))].toSorted()).toEqual(cases.toSorted())
    for (const parityCase of own) expect(outcomeOf(difference, parityCase)).not.toEqual(parityCase.expected)
  })

  it('names no case twice', () => {
    const twice = engines.flatMap(({ name }) => parityCases.filter((parityCase) => differencesOf(name, parityCase).length > 1))
    expect(twice.map(labelOf)).toEqual([])
  })
})

it('all engines give each request the same answer, save for the listed differences', async ({ annotate }) => {
  const differing = engines.flatMap(({ name }) => parityCases.filter((parityCase) => differencesOf(name, parityCase).length > 0))
  expect(agreed).toBe(parityCases.length * engines.length)
  const names = new Intl.ListFormat('en').format(engines.map(({ name }) => name))
  await annotate(`${parityCases.length} cases on ${names}; ${differing.length} answers differ, for ${differences.length} listed reasons`, 'figure')
})
