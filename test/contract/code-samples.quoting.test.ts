import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { literal } from '../../openapi/generate/code-samples/literal.ts'
import { shellQuoted } from '../../openapi/generate/code-samples/shell-quoted.ts'

it('every text that a command can carry comes out of the shell as it was', () => {
  const characters = fc.constantFrom(..."'\"\\$`!*?~#&;|<>(){}[] \n\tabcґї€😀")
  const texts = fc.sample(fc.string({ unit: characters }), 300)
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${texts.map(shellQuoted).join(' ')}`], { encoding: 'utf8' })
  expect(printed.split('\0').slice(0, -1)).toEqual(texts)
})

it('every value of JSON comes out of a program as it was', () => {
  // A member of this name means something else in a program, and no field of the contract is called so.
  const value = fc.jsonValue().filter((drawn) => !JSON.stringify(drawn).includes('__proto__'))
  fc.assert(
    fc.property(value, (drawn) => {
      const evaluated: unknown = new Function(`return ${literal(drawn)}`)()
      expect(JSON.stringify(evaluated)).toBe(JSON.stringify(drawn))
    }),
  )
})
