import type { InvalidEntry } from '../../sdk/src/generated/types.gen.ts'
import { failures, type Failure } from '../failure.ts'
import { pointerSteps } from '../json-pointer.ts'
import { brokenRule, isBlank, type BrokenKeyword } from './broken-rule.ts'

/** What the validator says of one broken keyword of the contract. */
export interface ValidationError {
  /** JSON Pointer into `{ body }`. */
  path: string
  message: string
  /** The keyword and `.openapi.validation`. */
  errorCode?: string
}

interface Breach extends BrokenKeyword {
  /** The members that lead to the value, from the body on. */
  steps: string[]
}

/**
 * Says in the words of the original what the validator found wrong with a request: 400 when the outer object is, 401
 * or 422 when `grant_type` is, else 422 with one entry for each field, in alphabetical order.
 */
export function validationFailure(errors: ValidationError[], body: unknown): Failure {
  const breaches = errors.map(toBreach)
  const tag = breaches.find(({ keyword }) => keyword === 'discriminator')
  if (tag !== undefined) return grantTypeFailure(tag.steps, body)

  // The body is one wrapper object with the fields in it, so what is less deep than a field is the wrapper itself.
  const wrapper = breaches.find(({ steps }) => steps.length < 2)
  if (wrapper !== undefined) return failures.malformed([toEntry(wrapper.steps, wrapper, body)])

  // Of several rules that a field broke the first is told, but a wrong format says more than the length that comes with it.
  const wrongFormats = breaches.filter(({ keyword }) => keyword === 'format')
  const byField = new Map([...breaches.toReversed(), ...wrongFormats].map((breach) => [breach.steps.join('.'), breach]))
  const fields = [...byField.keys()].toSorted()
  return failures.validationFailed(
    fields.map((field) => {
      const breach = byField.get(field)!
      return toEntry(breach.steps.slice(1), breach, body)
    }),
  )
}

function grantTypeFailure(wrapper: string[], body: unknown): Failure {
  const steps = [...wrapper, 'grant_type']
  const grantType = valueAt(body, steps)
  if (isBlank(grantType)) return failures.brokenRule('Request must include grant_type.')
  if (typeof grantType === 'string') return failures.invalidGrant('Grant type not allowed.')
  const wrongType = { steps, keyword: 'type', message: 'must be string' }
  return failures.validationFailed([toEntry(['grant_type'], wrongType, body)])
}

function toBreach({ path, message, errorCode = '' }: ValidationError): Breach {
  const [, ...steps] = pointerSteps(path)
  return { steps, message, keyword: errorCode.split('.', 1)[0]! }
}

/** `entry` leaves the wrapper out, and is `$` for the body as a whole. */
function toEntry(entrySteps: string[], breach: Breach, body: unknown): InvalidEntry {
  const entry = ['$', ...entrySteps].join('.')
  return { entry_type: 'json_data_property', entry, rules: [brokenRule(valueAt(body, breach.steps), breach)] }
}

function valueAt(body: unknown, steps: string[]): unknown {
  let value = body
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    // A property that the object has of its own can be read.
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
