import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const fresh = mkdtempSync(join(tmpdir(), 'generated-'))

beforeAll(() => void execFileSync(process.execPath, [join(project, 'openapi/generate.ts'), fresh]))
afterAll(() => rmSync(fresh, { recursive: true }))

const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(folder.length), readFileSync(file, 'utf8')]),
  )

it('the bundle is what openapi/ says: else run npm run generate', () => {
  const bundle = 'openapi/dist/openapi.json'
  expect(readFileSync(join(project, bundle), 'utf8')).toBe(readFileSync(join(fresh, bundle), 'utf8'))
})

it('the generated SDK is what the bundle says: else run npm run generate', () => {
  const generated = 'sdk/src/generated'
  expect(Object.keys(contentOf(join(fresh, generated)))).toContain('/types.gen.ts')
  expect(contentOf(join(project, generated))).toEqual(contentOf(join(fresh, generated)))
})

it('the page of scenarios is what the bundle says: else run npm run generate', () => {
  const page = 'openapi/scenarios.md'
  expect(readFileSync(join(project, page), 'utf8')).toBe(readFileSync(join(fresh, page), 'utf8'))
})

it("the table that types the server's handlers is what the bundle says: else run npm run generate", () => {
  const table = 'server/operations/operations.gen.ts'
  expect(readFileSync(join(project, table), 'utf8')).toBe(readFileSync(join(fresh, table), 'utf8'))
})
