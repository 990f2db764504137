import fc from 'fast-check'
import type { KnownSchema } from './schema.ts'

/** Texts that have broken programs: of people, of attackers, of programs. Each is right wherever its schema lets it pass. */
const nastyTexts = [
  'Аптека «Здоровʼя» №199', "Д'Артаньян", '👩‍⚕️🏥', '\u{1f1fa}\u{1f1e6}', 'İßŉ', 'e\u0301', '\u202eabc', '\ufeff', '\u2028', '\u{10ffff}',
  "' or 1=1 --", '"; drop table users; --', '%', '_', '\\', '%00', '../../etc/passwd', '<script>alert(1)</script>', '${x}', '{{x}}',
  '__proto__', 'constructor', 'toString', 'null', 'undefined', 'true', 'NaN', '0', '-1', '1e309',
  ' x ', 'x\r\nX-Injected: 1', '\t', '\u007f', ',', '',
]

const made = new Map<KnownSchema, fc.Arbitrary<string>>()

/** The texts that a schema of strings lets pass. Made once for each schema, because that takes a while. */
export function textsOf(schema: KnownSchema): fc.Arbitrary<string> {
  const texts = made.get(schema) ?? makeTexts(schema)
  made.set(schema, texts)
  return texts
}

function makeTexts(schema: KnownSchema): fc.Arbitrary<string> {
  const { format, minLength = 0, maxLength = Infinity } = schema
  const fits = fitsIn(schema)
  if (format === 'uuid') return fc.oneof(fc.uuid(), fc.uuid().map((id) => id.toUpperCase()))
  if (format === 'email') return fc.emailAddress().filter(fits)
  if (format === 'date-time') return fc.oneof(moments, moments.map((moment) => moment.replace('.000', ''))).filter(fits)
  // For people only: it says that the text is not to be shown.
  if (format !== undefined && format !== 'password') throw new Error(`no texts can be made for the format ${format}`)
  const padded = (length: number) => (text: string) => text + 'x'.repeat(Math.max(0, length - lengthOf(text)))
  const texts = madeOf(schema).map(padded(minLength)).filter(fits)
  const nasty = nastyTexts.filter(fits)
  const longest = texts.map(padded(Number.isFinite(maxLength) ? maxLength : 0)).filter(fits)
  return fc.oneof(
    { weight: 8, arbitrary: texts },
    { weight: 4, arbitrary: nasty.length === 0 ? texts : fc.constantFrom(...nasty) },
    { weight: 1, arbitrary: longest },
  )
}

const moments = fc.oneof(fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.constant(new Date(0)))
  .map((date) => date.toISOString())

/** Also what no language has. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)).filter((character) => character.isWellFormed())

/** Length as JSON Schema counts it. */
export const lengthOf = (text: string): number => [...text].length

function fitsIn({ pattern = '', minLength = 0, maxLength = Infinity }: KnownSchema): (text: string) => boolean {
  const expression = new RegExp(pattern, 'u')
  return (text) => lengthOf(text) >= minLength && lengthOf(text) <= maxLength && expression.test(text)
}

/** Free text, or text made from the pattern; what does not fit after all is for the caller to leave out. */
function madeOf({ pattern = '', minLength = 0, maxLength = Infinity }: KnownSchema): fc.Arbitrary<string> {
  const lengths = { minLength, maxLength: Math.min(maxLength, minLength + 20) }
  const free = fc.oneof(fc.string({ ...lengths, unit: 'grapheme' }), fc.array(anyCharacter, lengths).map((characters) => characters.join('')))
  if (pattern === '') return free
  // Everything but some characters, which fast-check cannot make from the pattern, and nearly all free text is.
  if (!pattern.includes(String.raw`[^\u0000`) && !pattern.includes(String.raw`[^\p{Cc}`)) return fc.stringMatching(new RegExp(pattern, 'u'))
  const wanted = [...pattern.matchAll(/\(\?=([^()]*)\)/g)].map(([, inner = '']) => fc.stringMatching(new RegExp(`^${inner}$`, 'u')))
  return fc.tuple(free, ...wanted).map((parts) => parts.join(''))
}
