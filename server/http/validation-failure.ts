import type { Request } from 'express'
import type { BrokenRule, InvalidEntry } from '../../sdk/src/generated/types.gen.ts'
import { contractOperations, parametersOf, propertyOf } from '../contract.ts'
import { failures, type Failure } from '../failure.ts'
import { pointerSteps } from '../json-pointer.ts'
import { brokenRule, isBlank, type BrokenKeyword } from './broken-rule.ts'
import { operationOf, pathParametersOf } from './operation-of.ts'
import { wrapperOf } from './wrapper-of.ts'

/** What the validator says of one broken keyword of the contract. */
export interface ValidationError {
  /** JSON Pointer into `{ body, query, params, headers }`. */
  path: string
  message: string
  /** The keyword and `.openapi.validation`. */
  errorCode?: string
}

interface Breach extends BrokenKeyword {
  place: string
  /** The members that lead to the value, from the body, the query, the headers or the parameters on. */
  steps: string[]
  value: unknown
}

/** As many as the contract lets an answer list, and as long as it lets a name be. */
const { maxItems: maxEntries } = propertyOf('FailureDetail', 'invalid')
const { maxLength: maxEntryLength } = propertyOf('InvalidEntry', 'entry')

/** How the contract writes the names of headers, by what Node makes of them. */
const headerNames = new Map(
  contractOperations.flatMap(parametersOf).flatMap(({ in: place, name }) => (place === 'header' ? [[name.toLowerCase(), name]] : [])),
)

/**
 * Says in the words of the original what the validator found wrong with a request: 400 when an id of the path or the
 * outer object is, 401 or 422 when `grant_type` is, else 422 with one entry for each field, in alphabetical order.
 */
export function validationFailure(errors: ValidationError[], request: Request): Failure {
  const breaches = errors.map((error) => toBreach(error, request))
  const ids = breaches.filter(({ place }) => place === 'params')
  if (ids.length > 0) return failures.malformed(toEntries(ids))

  const tag = breaches.find(({ keyword }) => keyword === 'discriminator')
  if (tag !== undefined) return grantTypeFailure(tag)

  const wrapper = wrapperOf(operationOf(request)?.operationId)
  const fieldDepth = wrapper === undefined ? 1 : 2
  const outer = breaches.find(({ place, steps, keyword }) => place === 'body' && steps.length < fieldDepth && keyword !== 'additionalProperties')
  if (outer !== undefined) return failures.malformed(toEntries([outer]))

  return failures.validationFailed(toEntries(breaches.map((breach) => (breach.steps[0] === wrapper ? unwrapped(breach) : breach))))
}

const unwrapped = (breach: Breach): Breach => ({ ...breach, steps: breach.steps.slice(1) })

function grantTypeFailure({ steps, value }: Breach): Failure {
  const grantType = valueAt(value, ['grant_type'])
  if (isBlank(grantType)) return failures.brokenRule('Request must include grant_type.')
  if (typeof grantType === 'string') return failures.invalidGrant('Grant type not allowed.')
  const breach = { place: 'body', steps: [...steps.slice(1), 'grant_type'], value: grantType, keyword: 'type', message: 'must be string' }
  return failures.validationFailed(toEntries([breach]))
}

function toBreach({ path, message, errorCode = '' }: ValidationError, request: Request): Breach {
  const [place = '', ...steps] = pointerSteps(path)
  const { body, query, headers } = request
  const places: Record<string, unknown> = { body, query, headers, params: pathParametersOf(request) }
  return { place, steps, message, keyword: errorCode.split('.', 1)[0]!, value: valueAt(places[place], steps) }
}

/** One entry for each field, which is `$` for the body as a whole. */
function toEntries(breaches: Breach[]): InvalidEntry[] {
  // Of several rules that a field broke the first is told, but a wrong format says more than the length that comes with it.
  const wrongFormats = breaches.filter(({ keyword }) => keyword === 'format')
  const byField = new Map([...breaches.toReversed(), ...wrongFormats].map((breach) => [fieldName(breach), breach]))
  return [...byField.keys()]
    .toSorted()
    .slice(0, maxEntries)
    .map((entry) => {
      const breach = byField.get(entry)!
      return { entry_type: breach.place === 'headers' ? 'header' : 'json_data_property', entry, rules: [ruleOf(breach)] }
    })
}

/** A single value that comes several times in a query has a rule of its own. */
function ruleOf(breach: Breach): BrokenRule {
  const { place, keyword, value, steps } = breach
  if (place !== 'query' || keyword !== 'type' || !Array.isArray(value)) return brokenRule(breach)
  return { rule: 'invalid', params: [], description: `Request parameter ${steps[0]} is not valid` }
}

/** Filters of a list are named like fields, as the original does. */
function fieldName({ place, steps }: Breach): string {
  // The validator looks at no header that the contract does not describe.
  if (place === 'headers') return headerNames.get(steps[0]!)!
  return ['$', ...steps].join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]').slice(0, maxEntryLength)
}

function valueAt(root: unknown, steps: string[]): unknown {
  let value = root
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    // A property that the object has of its own can be read.
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
