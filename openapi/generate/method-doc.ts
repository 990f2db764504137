import { inLanguages } from '../../server/languages.ts'
import type { Answer, Operation } from './contract.ts'
import { contentName, headerParameters, pathParameters } from './method-parts.ts'
import { camelCase } from './write.ts'

const indent = '     * '
const width = 120 - indent.length

/** What every operation may answer beside, so that it is told once, in the SDK's README. */
const everywhere = new Set(['406', '413', '415', '429', '431', '500', '503'])
const isOfKey = ({ name }: Answer['examples'][number]): boolean => /^(invalid|reused)IdempotencyKey$/.test(name)

/** The comment above a method. */
export function methodDoc(operation: Operation): string[] {
  const { summary, description, deprecated, responses } = operation
  const failures = responses.filter(({ status, examples }) => status >= '400' && !everywhere.has(status) && !examples.every(isOfKey))
  const tags = [
    ...parameterTags(operation),
    `@returns ${resultOf(responses.filter(({ status }) => status < '300'))}`,
    `@throws ApiError ${failures.map(failureOf).join('; ')}.`,
    ...(pathParameters(operation).length > 0 ? ['@throws TypeError when a parameter of the path cannot be sent.'] : []),
    ...(deprecated ? [`@deprecated ${/^Deprecated (.*?)\n\n/ms.exec(description)?.[1] ?? ''}`] : []),
  ]
  const lines = [`${summary}.`, '', ...inLanguages(description).english.split('\n'), ...scopeLines(operation), '', ...tags.flatMap(wrap)]
  return ['    /**', ...lines.map((line) => (indent + line.replaceAll('*/', '*\\/')).trimEnd()), '     */']
}

function parameterTags(operation: Operation): string[] {
  const { body } = operation
  return [
    ...pathParameters(operation).map(({ name, description }) => `@param ${camelCase(name)} ${description}`),
    ...(body ? [`@param ${contentName(body)} ${body.description}`] : []),
    ...headerParameters(operation).map(({ name, description }) => `@param headers.${camelCase(name)} ${description}`),
  ]
}

/** Who may call, as the security of the operation says. */
function scopeLines({ scope, administrative }: Operation): string[] {
  if (scope.length === 0) return []
  const names = scope.map((name) => `\`${name}\``).join(', ')
  return ['', `Needs the scope ${names}${administrative ? ' and a client that administrates' : ''}.`]
}

const resultOf = (successes: Answer[]): string =>
  successes.map(({ status, description }, index) => (index === 0 ? description : `With the status ${status}: ${description}`)).join(' ')

/** A status and its error types; of an answer that is this operation's own, also when each type comes. */
function failureOf({ status, shared, examples }: Answer): string {
  const summaries = new Map<string, string[]>()
  for (const { summary = '', value } of examples.filter((example) => !isOfKey(example))) {
    // The contract's examples of failures are envelopes with an error.
    const { type } = (value as { error: { type: string } }).error
    summaries.set(type, [...(summaries.get(type) ?? []), uncapitalized(summary)])
  }
  const types = [...summaries].map(([type, reasons]) => (shared ? `\`${type}\`` : `\`${type}\` (${reasons.join('; ')})`))
  return `${status} ${types.join(', ')}`
}

/** Sentence case to running text; a word in capitals stays. */
const uncapitalized = (text: string): string => text.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())

/** The text in lines that fit, the further ones indented. */
function wrap(text: string): string[] {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.pop()!
    const longer = line === '' ? word : `${line} ${word}`
    lines.push(...(longer.length <= width || line.trim() === '' ? [longer] : [line, `  ${word}`]))
  }
  return lines
}
