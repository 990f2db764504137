import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it("the SDK's comments are in English, also where the contract says it in two languages", () => {
  const resources = readFileSync(new URL('../../sdk/src/generated/resources.gen.ts', import.meta.url), 'utf8')
  expect(resources).toContain("Extends or begins a client's access.")
  expect(resources).not.toMatch(/[а-яіїєґ]/i)
})
