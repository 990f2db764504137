import type { BrokenRule } from '../../sdk/src/generated/types.gen.ts'
import { contract } from '../contract.ts'

/** The keyword that a value broke, and the validator's sentence about it, which is all it keeps of the keyword's value. */
export interface BrokenKeyword {
  keyword: string
  message: string
}

/** Patterns that the contract explains, because they are no sentence. */
const explanations = new Map(
  Object.values(contract.components?.schemas ?? {}).flatMap((schema) => {
    const { pattern, 'x-pattern-broken': explanation } = schema as { pattern?: string; 'x-pattern-broken'?: string }
    return pattern === undefined || explanation === undefined ? [] : [[pattern, explanation]]
  }),
)

/** Tells whether a value counts as missing: nothing, null and blank text are the same to the original. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** Says in the words of the original which rule a value broke. */
export function brokenRule({ value, keyword, message }: BrokenKeyword & { value: unknown }): BrokenRule {
  if (isBlank(value)) {
    return { rule: 'required', params: [], description: "can't be blank" }
  }
  const quoted = message.slice(message.indexOf('"') + 1, -1)
  const bound = Number(/\d+/.exec(message)?.[0])
  switch (keyword) {
    case 'type':
      return { rule: 'cast', params: message.replace('must be ', '').split(','), description: 'is invalid' }
    case 'format':
      return brokenFormat(quoted)
    case 'pattern':
      return { rule: 'format', params: [quoted], description: explanations.get(quoted) ?? 'has invalid format' }
    case 'enum':
      return { rule: 'inclusion', params: message.slice(message.indexOf(': ') + 2).split(', '), description: 'is invalid' }
    case 'minLength':
      return { rule: 'length', params: { min: bound }, description: `should be at least ${bound} character(s)` }
    case 'maxLength':
      return { rule: 'length', params: { max: bound }, description: `should be at most ${bound} character(s)` }
    case 'minimum':
      return { rule: 'number', params: { min: bound }, description: `must be greater than or equal to ${bound}` }
    case 'maximum':
      return { rule: 'number', params: { max: bound }, description: `must be less than or equal to ${bound}` }
    default:
      return { rule: 'schema', params: [], description: message }
  }
}

function brokenFormat(format: string): BrokenRule {
  switch (format) {
    case 'uuid':
      return { rule: 'cast', params: [format], description: 'is invalid' }
    case 'email':
      return { rule: 'email', params: [], description: 'is not a valid email' }
    default:
      return { rule: 'format', params: [format], description: 'has invalid format' }
  }
}
