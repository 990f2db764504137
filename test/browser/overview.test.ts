import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { contract, contractOperations } from '../../server/contract.ts'
import { errorTypeSchema } from '../../server/error-type-schema.ts'
import { inLanguages } from '../../server/languages.ts'
import { contractExamples, errorIn } from '../contract/examples-of.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { takePicture } from './artefacts.ts'
import { launchChromium } from './chromium.ts'
import { buildOfflineFiles, type OfflineFiles } from './offline-files.ts'
import { openReader, type Reader } from './reader.ts'
import { rowsOf } from './rows-of.ts'

let server: TestServer
let files: OfflineFiles
let browser: Browser
let served: Reader

beforeAll(async () => {
  server = await startServer()
  files = buildOfflineFiles()
  browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 2000 } })
  served = await openReader(context, server.url, `${server.url}/`)
})

afterAll(async () => {
  await browser?.close()
  files?.remove()
  await server?.close()
})

it('is what a browser meets first, without a complaint or a request to another host', async () => {
  const { page, complaints } = served
  const all = `All ${contractOperations.length} operations`
  const headings = ['Who takes part', 'The life of a token', 'What lives how long', 'A first request', all, 'Errors']
  for (const name of headings) await page.getByRole('heading', { name }).waitFor()
  await page.getByText(contract.info.summary!).first().waitFor()
  await takePicture(page, 'overview-desktop')
  for (const part of ['two-languages', 'errors']) await takePicture(page.locator(`#${part}`), `overview-${part}`)
  expect(complaints).toEqual([])
})

it('leads to the contract', async () => {
  const link = served.page.getByRole('link', { name: 'Contract (OpenAPI)' })
  const answer = await fetch(new URL((await link.getAttribute('href'))!, server.url))
  expect(await answer.json()).toEqual(contract)
})

it.each([
  { name: 'phone', screen: { viewport: { width: 390, height: 2000 }, isMobile: true }, paper: 'rgb(255, 255, 255)' },
  { name: 'dark', screen: { viewport: { width: 1280, height: 2000 }, colorScheme: 'dark' }, paper: 'rgb(16, 21, 28)' },
] as const)('can be read as a single file without a network: $name', async ({ name, screen, paper }) => {
  const context = await browser.newContext({ ...screen, offline: true })
  const { page, complaints } = await openReader(context, files.overview, files.folder)
  await page.getByRole('heading', { name: 'Who takes part' }).waitFor()
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(paper)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(screen.viewport.width)
  await takePicture(page, `overview-${name}`)
  expect(complaints).toEqual([])
  await context.close()
})

it('needs no script and no style in its elements, which its policy would refuse', async () => {
  expect(await served.page.locator('script, [style], [onclick]').count()).toBe(0)
})

it('names the columns and the rows of each table', async () => {
  const tables = await served.page.locator('table').all()
  expect(tables.length).toBeGreaterThan(10)
  for (const table of tables) {
    const columns = await table.locator('thead th[scope="col"]').count()
    expect(await table.locator('tbody tr').count()).toBe(await table.locator('tbody th[scope="row"]').count())
    expect(await table.locator('tbody tr > *').count()).toBe(columns * (await table.locator('tbody tr').count()))
  }
})

describe('the diagram', () => {
  interface Step {
    description: string
    operationId: string
    'x-from': string
    'x-to': string
    successCriteria: { condition: string }[]
  }
  const file = new URL('../../openapi/workflows/token-life.arazzo.yaml', import.meta.url)
  const { steps } = (parse(readFileSync(file, 'utf8')) as { workflows: { steps: Step[] }[] }).workflows[0]!

  it('shows every step of the workflow that is tested: who asks whom, what for, and the answer', async () => {
    const { page } = served
    const diagram = page.locator('#token-life svg')
    const participants = await diagram.locator('.participant text').allTextContents()
    expect(participants).toEqual(['User', 'Client', 'Service'])
    const drawn = await Promise.all((await diagram.locator('.exchange').all()).map((exchange) => exchange.locator('text').allTextContents()))
    const callers = await diagram.locator('.exchange circle').evaluateAll((circles) => circles.map((circle) => String(circle.getAttribute('cx'))))
    const places = await diagram.locator('.participant line').evaluateAll((lines) => lines.map((line) => String(line.getAttribute('x1'))))
    expect(callers.map((place) => participants[places.indexOf(place)])).toEqual(steps.map((step) => step['x-from']))
    expect(drawn).toEqual(
      steps.map(({ operationId, successCriteria }, index) => {
        const { method, path } = operationNamed(operationId)
        const conditions = successCriteria.map(({ condition }) => condition).join()
        const status = /\$statusCode == (\d+)/.exec(conditions)![1]!
        const error = /error\/type == '(\w+)'/.exec(conditions)?.[1]
        return [`${method.toUpperCase()} ${path}`, error === undefined ? status : `${status} ${error}`, String(index + 1)]
      }),
    )
  })

  it('tells the same in words, beside it and to those who cannot see it', async () => {
    const { page } = served
    const diagram = page.getByRole('img', { name: 'Sequence diagram: The life of a token' })
    const description = await diagram.locator('desc').textContent()
    const list = await page.locator('#token-life .steps li').allTextContents()
    expect(list.length).toBe(steps.length)
    for (const [index, step] of steps.entries()) {
      expect(list[index]).toContain(step.description)
      expect(description).toContain(`${index + 1}. ${step.description}`)
    }
  })
})

it('shows each error type of the contract with its meaning and every status of the examples', async () => {
  const rows = await rowsOf(served.page, '#errors')
  const examples = contractExamples()
  const statusesOf = (type: string) => examples.flatMap(({ status, value }) => (errorIn(value) === type ? [status!] : []))
  const schema = errorTypeSchema(contract)
  const expected = schema.enum.map((type) => {
    const statuses = new Set([...statusesOf(type), ...(schema['x-before-operations'][type] ?? [])])
    return [type, [...statuses].sort().join(', '), expect.stringContaining(schema['x-meanings'][type]!.replaceAll('`', ''))]
  })
  expect(rows).toEqual(expected)
})

it('the first request works as it is pasted', async () => {
  const [command = ''] = await served.page.locator('#first-request pre').allTextContents()
  const { stdout } = await promisify(execFile)('sh', ['-c', command.replace('http://127.0.0.1:4000', server.url).replace('curl ', 'curl -s ')])
  expect(JSON.parse(stdout)).toMatchObject({ meta: { code: 201 }, data: { name: 'access_token' } })
})

it('lists every operation with its summary and its scope', async () => {
  const rows = await rowsOf(served.page, '#operations')
  const expected = contractOperations.map(({ method, path, operation: { summary, deprecated, security } }) => {
    const scopes = Object.values(security![0]!).flat().join(' ')
    const open = Object.keys(security![0]!).length === 0 ? 'no token' : 'any token'
    return [`${method.toUpperCase()} ${path}`, deprecated ? `${summary} deprecated` : summary, scopes || open]
  })
  expect(rows.sort()).toEqual(expected.sort())
})

it('describes the methods of the original documents in English and in Ukrainian', async ({ annotate }) => {
  const bilingual = contractOperations.filter(({ operation }) => inLanguages(operation.description!).ukrainian !== undefined)
  expect(bilingual.map(({ id }) => id)).toEqual(['createToken', 'refreshClientSecret'])
  for (const { operation, path, method } of bilingual) {
    const article = served.page.locator('article').filter({ has: served.page.getByText(operation.summary!, { exact: true }) })
    const ukrainian = article.locator('[lang="uk"]')
    expect(await article.locator('.languages > :not([lang])').textContent()).toMatch(/^[^а-яіїєґ]+$/i)
    expect((await ukrainian.textContent())!.match(/[а-яіїєґ]/gi)!.length).toBeGreaterThan(300)
    const labels = new Map((await rowsOf(ukrainian, 'table')).map(([label = '', value]) => [/\((.*)\)/.exec(label)?.[1], value]))
    const [scope = 'не потрібен'] = Object.values(operation.security![0]!).flat()
    expect(labels.get('resource')).toBe(path)
    expect(labels.get('request type')).toBe(method.toUpperCase())
    expect(labels.get('scope')).toBe(scope)
    expect(labels.get('protocol type')).toBe('REST')
  }
  await annotate(`${bilingual.length} operations`, 'figure')
})
