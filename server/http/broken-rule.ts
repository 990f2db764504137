import type { BrokenRule } from '../../sdk/src/generated/types.gen.ts'

/** The keyword that a value broke, and the validator's sentence about it, which is all it keeps of the keyword's value. */
export interface BrokenKeyword {
  keyword: string
  message: string
}

/** Tells whether a value counts as missing: nothing, null and blank text are the same to the original. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** Says in the words of the original which rule a value broke. */
export function brokenRule(value: unknown, { keyword, message }: BrokenKeyword): BrokenRule {
  if (isBlank(value)) {
    return { rule: 'required', params: [], description: "can't be blank" }
  }
  const quoted = message.slice(message.indexOf('"') + 1, -1)
  const bound = Number(/\d+/.exec(message)?.[0])
  switch (keyword) {
    case 'type':
      return { rule: 'cast', params: message.replace('must be ', '').split(','), description: 'is invalid' }
    case 'format':
      return quoted === 'uuid'
        ? { rule: 'cast', params: [quoted], description: 'is invalid' }
        : { rule: 'format', params: [quoted], description: 'has invalid format' }
    case 'pattern':
      return { rule: 'format', params: [quoted], description: 'has invalid format' }
    case 'minLength':
      return { rule: 'length', params: { min: bound }, description: `should be at least ${bound} character(s)` }
    case 'maxLength':
      return { rule: 'length', params: { max: bound }, description: `should be at most ${bound} character(s)` }
    default:
      return { rule: 'schema', params: [], description: message }
  }
}
