import { runInNewContext } from 'node:vm'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract, contractOperations, type ContractOperation, type OperationId } from '../../server/contract.ts'
import { codeSamplesOf } from '../../server/web/code-samples.ts'
import { contractExamples, type ContractExample } from '../contract/examples-of.ts'
import { launchChromium } from './chromium.ts'
import { activeEntry } from './menu.ts'
import { buildOfflineFiles, type OfflineFiles } from './offline-files.ts'
import { answersOf, drawnExamples, drawnSamples, drawnValue, operationAt, requestsOf } from './operation-page.ts'
import { goWithin, openReader, type Reader } from './reader.ts'

let files: OfflineFiles
let browser: Browser
let reader: Reader
/** By request line: where the overview's link to an operation leads. */
let links: Map<string, string>
/** The examples that the page has shown, by their places. */
const seen = new Set<string>()

beforeAll(async () => {
  files = buildOfflineFiles()
  browser = await launchChromium()
  const context = await browser.newContext({ offline: true, viewport: { width: 1400, height: 1000 }, reducedMotion: 'reduce' })
  reader = await openReader(context, files.overview, files.folder)
  const entries = reader.page.locator('#operations a')
  links = new Map(await entries.evaluateAll((all) => all.map((link) => [String(link.textContent), String(link)] as const)))
  await reader.page.goto(files.docs)
})

afterAll(async () => {
  await browser?.close()
  files?.remove()
})

const examples = contractExamples()
const placeOf = ({ operationId, status, name }: ContractExample) => `${operationId} ${status ?? 'request'} ${name}`

/** Follows the overview's link to an operation, and gives its panels once Redoc has drawn it. */
async function open({ method, path, operation }: ContractOperation): Promise<{ requests: Locator; answers: Locator }> {
  const { page } = reader
  const { summary = '', deprecated = false } = operation
  const { hash } = new URL(links.get(`${method.toUpperCase()} ${path}`)!)
  await goWithin(page, hash)
  const drawn = operationAt(page, hash)
  const heading = drawn.locator('h2').filter({ hasText: summary })
  await heading.waitFor()
  expect(await heading.getByText('deprecated', { exact: true }).count()).toBe(deprecated ? 1 : 0)
  await activeEntry(page).getByText(summary, { exact: true }).waitFor()
  return { requests: requestsOf(drawn, `${method.toUpperCase()}${path}`), answers: answersOf(drawn) }
}

// The first, because Redoc remembers which answer and which tab its reader has chosen.
const drawsAll = 'the page draws every operation where the overview says, in the menu and with its first examples, and marks the deprecated'
it(drawsAll, { timeout: 120_000 }, async () => {
  const { complaints } = reader
  for (const operation of contractOperations) {
    const { requests, answers } = await open(operation)
    const own = examples.filter(({ operationId }) => operationId === operation.id)
    const [asked] = own.filter(({ status }) => status === undefined)
    const [answer] = own.filter(({ status }) => String(status) === Object.keys(operation.operation.responses ?? {})[0])
    for (const [panel, example] of [[requests, asked], [answers, answer]] as const) {
      if (example === undefined) continue
      await expect.poll(() => drawnValue(panel), { message: placeOf(example), timeout: 10_000 }).toEqual(example.value)
      seen.add(placeOf(example))
    }
  }
  expect(complaints).toEqual([])
})

const seeds: OperationId[] = ['createToken', 'refreshClientSecret']

describe.each(contractOperations.filter(({ id }) => seeds.includes(id)))('the page of $id', (operation) => {
  const { id } = operation
  const own = examples.filter(({ operationId }) => operationId === id)
  const samples = codeSamplesOf(operation.operation)

  it('shows every named example of the request and of each answer', async () => {
    const { complaints } = reader
    const { requests, answers } = await open(operation)
    const asked = own.filter(({ status }) => status === undefined)
    if (asked.length > 0) expect(await drawnExamples(requests)).toEqual(asDrawn(asked))
    for (const status of Object.keys(operation.operation.responses ?? {})) {
      await answers.getByRole('button', { name: status, exact: true }).dispatchEvent('click')
      const answered = asDrawn(own.filter((example) => example.status === Number(status)))
      await expect.poll(() => drawnExamples(answers), { message: status, timeout: 10_000 }).toEqual(answered)
    }
    own.map(placeOf).forEach((place) => seen.add(place))
    expect(complaints).toEqual([])
  })

  it('shows every sample of a program that calls it', async () => {
    const { requests } = await open(operation)
    const drawn = await drawnSamples(requests)
    expect(samples.length).toBeGreaterThan(1)
    expect([...drawn].filter(([label]) => label !== 'Payload')).toEqual(samples.map(({ label, source }) => [label, source]))
  })
})

it('the page and the overview show each operation and example of the contract', async ({ annotate }) => {
  const script = (await reader.page.locator('script[type="module"]').textContent()) ?? ''
  const drawn = /^init\((.*), \{"disableTelemetry"/ms.exec(script.slice(script.lastIndexOf('\ninit(') + 1))?.[1] ?? ''
  // What the page carries is code, in which `<` may be written otherwise.
  expect(runInNewContext(`JSON.stringify(${drawn})`)).toBe(JSON.stringify(contract))
  const figures = [`${links.size} operations drawn`, `${examples.length} examples in the page`, `${seen.size} of them compared as they are drawn`]
  await annotate(figures.join(', '), 'figure')
})

/** Redoc names the examples where there are several. */
function asDrawn(several: ContractExample[]) {
  return several.map(({ summary, value }) => ({ name: several.length > 1 ? summary : undefined, value }))
}
