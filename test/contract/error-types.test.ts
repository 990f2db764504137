import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { contract } from '../../server/contract.ts'
import { errorTypeSchema } from '../../server/error-type-schema.ts'
import { failures, type Failure } from '../../server/failure.ts'
import { contractExamples, errorIn } from './examples-of.ts'

const schema = errorTypeSchema(contract)
const statuses = schema['x-statuses']
const listed = Object.entries(statuses).flatMap(([type, own]) => own.map((status) => `${status} ${type}`))

const shown = contractExamples().flatMap(({ status, value }) => (errorIn(value) === undefined ? [] : [`${status} ${errorIn(value)}`]))
const early = Object.entries(schema['x-before-operations']).flatMap(([type, own]) => own.map((status) => `${status} ${type}`))

/** What the server can refuse with; the arguments only make the text. */
const made = Object.values(failures).map((refuse: (...args: never[]) => Failure) => refuse())

it('every error type has a meaning, in the order of the list', () => {
  expect(Object.keys(schema['x-meanings'])).toEqual(schema.enum)
})

it('every error type comes at some status', () => {
  expect(Object.keys(statuses)).toEqual(schema.enum)
  expect(Object.values(statuses)).not.toContainEqual([])
})

it('every failure of the examples is in the table, and no operation has one that comes before operations', () => {
  expect(shown.filter((failure) => !listed.includes(failure))).toEqual([])
  expect(early.filter((failure) => shown.includes(failure))).toEqual([])
  expect(listed.filter((failure) => !shown.includes(failure) && !early.includes(failure))).toEqual([])
})

it('the table of error types is what the examples show and what the server can refuse with, and nothing else', async ({ annotate }) => {
  expect([...new Set(made.map(({ status, type }) => `${status} ${type}`))].sort()).toEqual(listed.toSorted())
  const types = `${schema.enum.length} types at ${listed.length} statuses`
  await annotate(`${types}, ${shown.length} examples of failures, ${made.length} failures of the server`, 'figure')
})

it("the table of codes in the SDK's README has the same statuses", () => {
  const readme = readFileSync(new URL('../../sdk/README.md', import.meta.url), 'utf8')
  const rows = [...readme.matchAll(/^\| `(\w+)` \| ([\d, ]+) \| /gm)].map(([, type, own]) => [type, own!.split(', ').map(Number)])
  expect(rows).toEqual(Object.entries(statuses))
})
