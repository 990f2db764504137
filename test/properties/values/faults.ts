import fc from 'fast-check'
import { knownSchema, type KnownSchema, type Schema } from './schema.ts'
import { textFaults } from './text-faults.ts'
import { strangers, validValues, type Replacements } from './valid-values.ts'

/** One rule of a schema that is broken at one place. */
export interface Fault {
  /** The rule, as the schema names it. */
  rule: string
  /** The members that lead to the place. */
  steps: string[]
  /** Whole values, right but for that. */
  values: fc.Arbitrary<unknown>
}

/** Every way to break exactly one rule of a schema. */
export function faultsOf(reference: Schema, replacements: Replacements = {}): Fault[] {
  const schema = knownSchema(reference)
  const fault = (rule: string, values: fc.Arbitrary<unknown>): Fault => ({ rule, steps: [], values })
  const { minimum, maximum } = schema
  const otherTypes = schema.type === undefined ? [] : samples.filter((sample) => !isOfType(sample, schema))
  return [
    ...(otherTypes.length === 0 ? [] : [fault('type', fc.constantFrom(...otherTypes))]),
    ...textFaults(schema).map(({ rule, texts }) => fault(rule, texts)),
    ...(minimum === undefined ? [] : [fault('minimum', fc.integer({ min: Number.MIN_SAFE_INTEGER, max: minimum - 1 }))]),
    ...(maximum === undefined ? [] : [fault('maximum', fc.integer({ min: maximum + 1, max: Number.MAX_SAFE_INTEGER }))]),
    ...itemFaults(schema, reference, replacements),
    ...(schema.oneOf === undefined ? memberFaults(schema, reference, replacements) : branchFaults(schema, reference, replacements)),
  ]
}

const samples = [null, true, 7, 1.5, '', 'x', [], ['x'], {}, { x: 1 }]

function isOfType(value: unknown, { type }: KnownSchema): boolean {
  const name = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
  return [type].flat().includes(name)
}

function itemFaults({ items, minItems = 0, maxItems }: KnownSchema, reference: Schema, replacements: Replacements): Fault[] {
  if (items === undefined) return []
  const [item, lists] = [validValues(items, replacements), validValues(reference, replacements)]
  const wrong = faultsOf(items, replacements).map(({ rule, steps, values }) => ({
    rule,
    steps: ['0', ...steps],
    values: fc.tuple(values, lists).map(([first, others]) => [first, ...asList(others).slice(1)]),
  }))
  const tooFew = (min: number) => ({ rule: 'minItems', steps: [], values: fc.array(item, { maxLength: min - 1 }) })
  const tooMany = (max: number) => ({ rule: 'maxItems', steps: [], values: fc.array(item, { minLength: max + 1, maxLength: max + 1 }) })
  return [...wrong, ...(minItems === 0 ? [] : [tooFew(minItems)]), ...(maxItems === undefined ? [] : [tooMany(maxItems)])]
}

function memberFaults(schema: KnownSchema, reference: Schema, replacements: Replacements): Fault[] {
  const { properties = {}, required = [], additionalProperties = true } = schema
  // A schema with properties or required members is one of objects.
  const whole = validValues(reference, replacements) as fc.Arbitrary<Record<string, unknown>>
  const missing = required.map((name) => ({ rule: 'required', steps: [name], values: whole.map(({ [name]: _missing, ...others }) => others) }))
  const wrong = Object.entries(properties).flatMap(([name, schema]) =>
    faultsOf(schema, replacements).map(({ rule, steps, values }) => ({
      rule,
      steps: [name, ...steps],
      values: fc.tuple(whole, values).map(([object, value]) => ({ ...object, [name]: value })),
    })),
  )
  // The service's validator does not tell where a member without a name is.
  const stranger = strangers(Object.keys(properties)).filter(([name]) => name !== '')
  const surplus = fc.tuple(whole, stranger).map(([object, other]) => ({ ...object, ...Object.fromEntries([other]) }))
  return [...missing, ...wrong, ...(additionalProperties ? [] : [{ rule: 'additionalProperties', steps: [], values: surplus }])]
}

/** A member decides on the branch: what is wrong with it is no fault of any branch. */
function branchFaults({ oneOf = [], discriminator }: KnownSchema, reference: Schema, replacements: Replacements): Fault[] {
  if (discriminator === undefined) throw new Error('no faults can be made for branches without a discriminator')
  const tag = discriminator.propertyName
  // Every branch is one of objects.
  const whole = validValues(reference, replacements) as fc.Arbitrary<Record<string, unknown>>
  const tags = oneOf.map((branch) => knownSchema(knownSchema(branch).properties?.[tag] ?? {}).const)
  const inBranches = oneOf
    .flatMap((branch) => faultsOf(branch, replacements))
    .filter(({ rule, steps }) => steps[0] !== tag && (steps.length > 0 || rule !== 'type'))
  const wrong = fc.oneof(fc.constantFrom(...samples), fc.string()).filter((value) => !tags.includes(value))
  return [
    { rule: 'discriminator', steps: [tag], values: whole.map(({ [tag]: _missing, ...others }) => others) },
    { rule: 'discriminator', steps: [tag], values: fc.tuple(whole, wrong).map(([object, value]) => ({ ...object, [tag]: value })) },
    ...inBranches,
  ]
}

/** Values of a schema with items are lists. */
const asList = (value: unknown) => value as unknown[]
