import { readFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock, type Mock } from '../../openapi/mock.ts'
import { contractOperations, resolve, type ContractOperation } from '../../server/contract.ts'
import { call } from '../fixtures/call.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import { requestOf } from '../sdk/testing-requests.ts'

interface Scenario {
  prefer: string
  shows: string
}

const chapters = readFileSync('openapi/scenarios.md', 'utf8').split(/^##+ /m)
const chapterOf = (heading: string) => chapters.find((chapter) => chapter.startsWith(`${heading}\n`)) ?? ''

const rowsIn = (text: string): Scenario[] =>
  [...text.matchAll(/^\| `(code=.+?)` \| (.+) \|$/gm)].map(([, prefer = '', shows = '']) => ({ prefer, shows }))

const ofEvery = rowsIn(chapterOf('Every operation'))
const ofMost = rowsIn(chapterOf('Most operations'))

/** What the page says that an operation answers, first what it answers without `Prefer`. */
function listedOf({ id }: ContractOperation): Scenario[] {
  const chapter = chapterOf(id)
  const [, also = ''] = /^Also (.+)\.$/m.exec(chapter) ?? []
  const names = also.split(', ').map((name) => name.slice(1, -1))
  return [...rowsIn(chapter), ...ofMost.filter(({ prefer }) => names.some((name) => prefer.endsWith(`example=${name}`))), ...ofEvery]
}

/** What the contract documents, with the status and the body. */
function documentedOf({ operation }: ContractOperation) {
  return Object.entries(operation.responses!).flatMap(([code, response]) => {
    const { description, content } = resolve<OpenAPIV3_1.ResponseObject>(response)
    const status = Number(code)
    if (content === undefined) return [{ prefer: `code=${code}`, shows: description.slice(0, -1), status, body: undefined }]
    return Object.entries(examplesOf(content)).map(([name, { summary = '', value }]) => ({
      prefer: `code=${code}, example=${name}`,
      shows: summary,
      status,
      body: value as unknown,
    }))
  })
}

type Content = OpenAPIV3_1.RequestBodyObject['content']

/** The examples of a body by their names. */
function examplesOf(content: Content): Record<string, OpenAPIV3_1.ExampleObject> {
  const listed = Object.values(content).flatMap(({ examples = {} }) => Object.entries(examples))
  return Object.fromEntries(listed.map(([name, example]) => [name, resolve<OpenAPIV3_1.ExampleObject>(example)]))
}

let mock: Mock
beforeAll(async () => {
  mock = await startMock({ port: 0 })
})
afterAll(() => mock?.close())

/** What the mock answers to a valid request with this `Prefer`, or without one. */
async function ask(operation: ContractOperation, prefer?: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(...requestOf(mock.url, operation, { headers: { prefer } }))
  const text = await response.text()
  expect(response.headers.get('sl-violations')).toBeNull()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

const byPrefer = (one: Scenario, other: Scenario) => (one.prefer < other.prefer ? -1 : 1)
let answered = 0

describe('the page of scenarios lists what an operation answers, and the mock answers it', () => {
  it.each(contractOperations)('$id', async (operation) => {
    const documented = documentedOf(operation)
    const listed = listedOf(operation)
    expect(listed.toSorted(byPrefer)).toEqual(documented.map(({ prefer, shows }) => ({ prefer, shows })).toSorted(byPrefer))
    const answerTo = new Map(documented.map(({ prefer, status, body }) => [prefer, { status, body }]))
    expect(await ask(operation)).toEqual(answerTo.get(listed[0]!.prefer))
    const questions = listed.map(async ({ prefer }) => expect(await ask(operation, prefer), prefer).toEqual(answerTo.get(prefer)))
    answered += (await Promise.all(questions)).length
  })
})

it('the page has a chapter for each operation, and no other', () => {
  const named = chapters.flatMap((chapter) => /^(\w+)\n\n`[A-Z]+ \//.exec(chapter)?.[1] ?? [])
  expect(named.toSorted()).toEqual(contractOperations.map(({ id }) => id).toSorted())
})

const createToken = operationNamed('createToken')

it('a status alone brings its first example', async () => {
  const firsts = Map.groupBy(documentedOf(createToken), ({ status }) => status)
  for (const [status, [first]] of firsts) expect(await ask(createToken, `code=${status}`)).toEqual({ status, body: first!.body })
})

it('a request that is invalid is refused whatever Prefer says', async () => {
  const prefer = { Prefer: 'code=429' }
  const refused = await call(mock, 'POST /oauth/tokens', { headers: prefer, body: { token: { grant_type: 'refresh_token' } } })
  expect(refused.status).toBe(422)
  expect(refused.headers.get('sl-violations')).toContain("must have required property 'client_id'")
  expect((await call(mock, 'GET /admin/users', { headers: prefer })).status).toBe(401)
})

it('every example says what it shows, and no two of one body the same', () => {
  for (const { id, operation } of contractOperations) {
    const bodies = [operation.requestBody ?? {}, ...Object.values(operation.responses!)]
    for (const body of bodies) {
      const { content = {} } = resolve<{ content?: Content }>(body)
      const summaries = Object.values(examplesOf(content)).map(({ summary }) => summary)
      for (const summary of summaries) expect(summary, id).toMatch(/^[A-Z`][^.]+$/)
      expect(summaries, id).toEqual([...new Set(summaries)])
    }
  }
})

it('the README shows a part of the page', () => {
  const excerpt = rowsIn(readFileSync('README.md', 'utf8'))
  expect(excerpt.length).toBeGreaterThan(0)
  expect(listedOf(createToken)).toEqual(expect.arrayContaining(excerpt))
})

it('the page of scenarios and the mock say the same', async ({ annotate }) => {
  const documented = contractOperations.flatMap(documentedOf)
  expect(answered).toBe(documented.length)
  await annotate(`${answered} scenarios of ${contractOperations.length} operations, each answered`, 'figure')
})
