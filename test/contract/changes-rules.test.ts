import { describe, expect, it } from 'vitest'
import type { Change } from '../../openapi/changes/change.ts'
import { compareContracts } from '../../openapi/changes/compare-contracts.ts'
import { wireForm } from '../../openapi/generate/wire-form.ts'
import { contract } from '../../server/contract.ts'
import { isObject } from '../../server/is-object.ts'
import { editedBy, excerptOf } from './edited-contract.ts'

const roles = excerptOf('/admin/roles')

/** What one rule of a schema becomes, and whether that breaks those who send such values and those who read them. */
const rules: [was: object, is: object, sender: Change['kind'], reader: Change['kind'], what: string][] = [
  [{ maxLength: 255 }, { maxLength: 128 }, 'breaking', 'addition', 'maxLength 255 → 128'],
  [{ maxLength: 255 }, { maxLength: 256 }, 'addition', 'breaking', 'maxLength 255 → 256'],
  [{ maxLength: 255 }, {}, 'addition', 'breaking', 'maxLength 255 → none'],
  [{}, { minLength: 1 }, 'breaking', 'addition', 'minLength none → 1'],
  [{ minLength: 2 }, { minLength: 1 }, 'addition', 'breaking', 'minLength 2 → 1'],
  [{}, { minLength: 0 }, 'addition', 'addition', 'minLength none → 0'],
  [{ maximum: 300 }, { maximum: 200 }, 'breaking', 'addition', 'maximum 300 → 200'],
  [{ minimum: 0 }, { minimum: -1 }, 'addition', 'breaking', 'minimum 0 → -1'],
  [{}, { minimum: -1 }, 'breaking', 'addition', 'minimum none → -1'],
  [{ exclusiveMaximum: 2 }, { exclusiveMaximum: 1 }, 'breaking', 'addition', 'exclusiveMaximum 2 → 1'],
  [{ exclusiveMinimum: 0 }, { exclusiveMinimum: 1 }, 'breaking', 'addition', 'exclusiveMinimum 0 → 1'],
  [{ maxItems: 10 }, { maxItems: 20 }, 'addition', 'breaking', 'maxItems 10 → 20'],
  [{ minItems: 1 }, {}, 'addition', 'breaking', 'minItems 1 → none'],
  [{ maxProperties: 2 }, { maxProperties: 1 }, 'breaking', 'addition', 'maxProperties 2 → 1'],
  [{ minProperties: 1 }, { minProperties: 2 }, 'breaking', 'addition', 'minProperties 1 → 2'],
  [{}, { pattern: '^a' }, 'breaking', 'addition', 'pattern none → "^a"'],
  [{ pattern: '^a' }, {}, 'addition', 'breaking', 'pattern "^a" → none'],
  [{ pattern: '^a' }, { pattern: '^ab' }, 'breaking', 'breaking', 'pattern "^a" → "^ab"'],
  [{}, { format: 'uuid' }, 'breaking', 'addition', 'format none → "uuid"'],
  [{ format: 'email' }, { format: 'uuid' }, 'breaking', 'breaking', 'format "email" → "uuid"'],
  [{ multipleOf: 2 }, {}, 'addition', 'breaking', 'multipleOf 2 → none'],
  [{ type: 'string' }, { type: ['string', 'null'] }, 'addition', 'breaking', 'type "string" → ["null","string"]'],
  [{ type: ['string', 'null'] }, { type: 'string' }, 'breaking', 'addition', 'type ["null","string"] → "string"'],
  [{ type: 'number' }, { type: 'integer' }, 'breaking', 'addition', 'type "number" → "integer"'],
  [{ type: 'string' }, { type: 'integer' }, 'breaking', 'breaking', 'type "string" → "integer"'],
  [{ type: 'string' }, { type: ['string'] }, 'addition', 'addition', 'type "string" → ["string"]'],
  [{}, { type: 'string' }, 'breaking', 'addition', 'type none → "string"'],
  [{ enum: ['a', 'b'] }, { enum: ['a'] }, 'breaking', 'addition', 'values no longer "b"'],
  [{ enum: ['a'] }, { enum: ['a', 'b', 1] }, 'addition', 'breaking', 'values also "b", 1'],
  [{ enum: ['a'] }, { enum: ['b'] }, 'breaking', 'breaking', 'values also "b", no longer "a"'],
  [{ enum: ['a'] }, {}, 'addition', 'breaking', 'values "a" → any'],
  [{}, { const: 'a' }, 'breaking', 'addition', 'values any → "a"'],
  [{ const: 'a' }, { enum: ['a', 'b'] }, 'addition', 'breaking', 'values also "b"'],
  [{ const: 'a' }, { enum: ['a'] }, 'addition', 'addition', 'values as before'],
  [{ const: '@0' }, { const: '@1' }, 'breaking', 'breaking', 'values also "@1", no longer "@0"'],
  [{}, { default: 50 }, 'addition', 'addition', 'default none → 50'],
  [{ default: 50 }, { default: 20 }, 'breaking', 'breaking', 'default 50 → 20'],
  [{ default: 50 }, {}, 'breaking', 'breaking', 'default 50 → none'],
  [{}, { not: {} }, 'breaking', 'breaking', 'not none → {}'],
  [{ uniqueItems: true }, {}, 'breaking', 'breaking', 'uniqueItems true → none'],
  [{ items: { maxLength: 2 } }, { items: { maxLength: 1 } }, 'breaking', 'addition', 'maxLength 2 → 1'],
  [{ additionalProperties: false }, {}, 'addition', 'addition', 'further members allowed'],
  [{}, { additionalProperties: false }, 'breaking', 'breaking', 'further members not allowed'],
  [{}, { additionalProperties: true }, 'addition', 'addition', 'further members allowed, as before'],
  [{ additionalProperties: { maxLength: 1 } }, { additionalProperties: { maxLength: 2 } }, 'addition', 'breaking', 'maxLength 1 → 2'],
  [{ additionalProperties: true }, { additionalProperties: { maxLength: 2 } }, 'breaking', 'addition', 'maxLength none → 2'],
  [{ properties: { a: { maxLength: 1 } } }, { properties: { a: { maxLength: 2 } } }, 'addition', 'breaking', 'maxLength 1 → 2'],
  [{ discriminator: { propertyName: 'a' } }, {}, 'breaking', 'breaking', 'discriminator {"propertyName":"a"} → none'],
  [{}, { required: ['a'] }, 'breaking', 'addition', 'required'],
  [{ required: ['a'] }, {}, 'addition', 'breaking', 'no longer required'],
  [{}, { required: [] }, 'breaking', 'breaking', 'required none → []'],
  [{ oneOf: [{ type: 'string' }] }, { oneOf: [{ type: 'string' }, { type: 'array' }] }, 'addition', 'breaking', 'new alternative'],
  [{ oneOf: [{ type: 'string' }, { type: 'array' }] }, { oneOf: [{ type: 'array' }] }, 'breaking', 'addition', 'alternative removed'],
  [{ oneOf: [{}] }, { oneOf: [{}, {}] }, 'breaking', 'breaking', 'oneOf [{}] → [{},{}]'],
]

/** The changes of a role that has a member with a rule of its own. */
function changesOfRule(was: object, is: object): Change[] {
  const withProbe = (probe: object) =>
    editedBy(roles, ({ components }) => {
      components.schemas.NewRole.properties.probe = probe
      components.schemas.Role.properties.probe = probe
    })
  return compareContracts(withProbe(was), withProbe(is))
}

describe('a rule of a schema:', () => {
  it.each(rules)('%j → %j is %s in requests, %s in answers', (was, is, sender, reader, what) => {
    const changes = changesOfRule(was, is)
    // A role is sent once and answered twice: as it was made, and in the list.
    expect(changes.map(({ side, kind }) => [side, kind])).toEqual([['answer', reader], ['request', sender], ['answer', reader]])
    for (const change of changes) {
      expect(change.what).toBe(what)
      expect(change.member).toMatch(/\.probe\b/)
    }
  })

  it('those that change together are all told', () => {
    const together: typeof rules = []
    for (const rule of rules) {
      const [keys, taken] = [keysOf(rule), together.flatMap(keysOf)]
      if (!keys.some((key) => taken.includes(key))) together.push(rule)
    }
    const merged = (side: 0 | 1) => Object.assign({}, ...together.map((rule) => rule[side])) as object
    const told = changesOfRule(merged(0), merged(1)).map(({ side, kind, what }) => [side, kind, what].join(' '))
    const expected = together.flatMap(([, , sender, reader, what]) => {
      const read = `answer ${reader} ${what}`
      return [`request ${sender} ${what}`, read, read]
    })
    expect(together.length).toBeGreaterThan(15)
    expect(told.toSorted()).toEqual(expected.toSorted())
  })
})

/** The keywords of a rule, of which `const` is a shorter `enum`. */
function keysOf([was, is]: (typeof rules)[number]): string[] {
  return [...Object.keys(was), ...Object.keys(is)].map((key) => (key === 'const' ? 'enum' : key))
}

it('every keyword of the contract is among the rules that were changed', async ({ annotate }) => {
  const forms = Object.values(contract.components!.schemas!).map((schema) => wireForm(contract, schema))
  const tried = new Set(rules.flatMap(([was, is]) => [...Object.keys(was), ...Object.keys(is)]))
  expect(forms.flatMap(keywordsIn).filter((keyword) => !tried.has(keyword))).toEqual([])
  await annotate(`${2 * rules.length} changes of a rule tried, in requests and in answers`, 'figure')
})

function keywordsIn(schema: unknown): string[] {
  if (!isObject(schema)) return []
  const { properties = {}, oneOf = [], items, additionalProperties } = schema
  // A schema of the contract has them so, as the linter knows.
  const inner = [...Object.values(properties as object), ...(oneOf as unknown[]), items, additionalProperties]
  return [...Object.keys(schema), ...inner.flatMap(keywordsIn)]
}
