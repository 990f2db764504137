import fc from 'fast-check'
import { lengthOf, textsOf } from './texts.ts'
import type { KnownSchema } from './schema.ts'

/** Texts that break one rule of a schema of strings. */
interface TextFault {
  rule: string
  texts: fc.Arbitrary<string>
}

/** Every way to break one rule of a schema of strings; none for a schema of anything else. */
export function textFaults(schema: KnownSchema): TextFault[] {
  const { type, const: only, enum: listed, format, pattern, minLength = 0, maxLength } = schema
  if (![type].flat().includes('string')) return []
  const allowed = only === undefined ? listed : [only]
  if (allowed !== undefined) return [{ rule: 'enum', texts: fc.string().filter((text) => !allowed.includes(text)) }]
  return [
    ...(minLength === 0 ? [] : [{ rule: 'minLength', texts: fc.string({ maxLength: minLength - 1 }) }]),
    ...(maxLength === undefined ? [] : [{ rule: 'maxLength', texts: lengthened(schema, maxLength) }]),
    ...(pattern === undefined ? [] : [{ rule: 'pattern', texts: spoilt(schema, (text) => !new RegExp(pattern, 'u').test(text)) }]),
    ...(format === 'uuid' ? [{ rule: 'format', texts: spoilt(schema, (text) => !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) }] : []),
    ...(format === 'date-time' ? [{ rule: 'format', texts: misdated(schema) }] : []),
    ...(format === 'email' ? [{ rule: 'format', texts: spoilt(schema, (text) => !text.includes('@') || /[\s",\0]/.test(text)) }] : []),
  ]
}

function lengthened(schema: KnownSchema, maxLength: number): fc.Arbitrary<string> {
  return fc.tuple(textsOf(schema), fc.integer({ min: 1, max: 20 })).map(([text, more]) => text + 'x'.repeat(maxLength - lengthOf(text) + more))
}

/** Moments that are in no calendar, and on no clock. */
function misdated(schema: KnownSchema): fc.Arbitrary<string> {
  const wrong = fc.constantFrom('-13-01T00', '-00-01T00', '-02-30T00', '-01-01T24')
  return fc.tuple(textsOf(schema), wrong).map(([text, part]) => text.replace(/-\d\d-\d\dT\d\d/, part))
}

/** What to put into a text, of which every pattern of ours minds something. */
const spoilers = ['\0', '\ud800', '\udc00', '\u001f', ' ', '\n', '"', '\\', ',', ',,', '#', '<', 'є', '🏥', '@']

/** Right texts after a change that makes them wrong. */
function spoilt(schema: KnownSchema, isWrong: (text: string) => boolean): fc.Arbitrary<string> {
  return fc.tuple(textsOf(schema), fc.nat(), fc.nat()).map(([text, choice, place]) => {
    const cut = place % (text.length + 1)
    const inserted = spoilers.map((spoiler) => text.slice(0, cut) + spoiler + text.slice(cut))
    const replaced = spoilers.map((spoiler) => text.slice(0, cut) + spoiler + text.slice(cut + spoiler.length))
    const changed = [text.toLowerCase(), text.toUpperCase(), text.replaceAll(/\d/g, 'x'), text.slice(1), text.slice(0, -1), `http${text}`]
    const blank = ['', ' ', '\t\n', ','.repeat(10), ','.repeat(100)]
    const wrong = [...inserted, ...replaced, ...changed, ...blank].filter(isWrong)
    // A NUL is wrong everywhere, so there is one at least.
    return wrong[choice % wrong.length]!
  })
}
