import fc from 'fast-check'
import type { ContractOperation } from '../../../server/contract.ts'
import { guardOf } from '../../server/statuses/own-rows.ts'
import { faultsOf, type Fault } from '../values/faults.ts'
import { knownSchema } from '../values/schema.ts'
import { validValues } from '../values/valid-values.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { entryOf, type InvalidRequest, type Refusal } from './invalid-requests.ts'
import { parametersWithPointers, type Parameter } from './parameters.ts'
import { ignoresUnknownFilters, unknownFilters } from './unknown-filters.ts'
import { latinText } from './valid-requests.ts'

type Right = fc.Arbitrary<GeneratedRequest>
type Requests = fc.Arbitrary<InvalidRequest>

/** Requests with a parameter that breaks one rule of its schema, for every such rule; with one missing, or with one too many. */
export function requestsWithWrongParameter(operation: ContractOperation, right: Right): Requests[] {
  const ofParameters = parametersWithPointers(operation).flatMap((parameter) => [
    ...wrongTexts(parameter).map((fault) => withWrongText(operation, parameter, fault, right)),
    ...(parameter.required && parameter.place !== 'path' ? [withoutParameter(parameter, right)] : []),
  ])
  return ignoresUnknownFilters(operation) ? ofParameters : [...ofParameters, withUnknownFilter(right)]
}

function withWrongText(operation: ContractOperation, parameter: Parameter, fault: Fault, right: Right): Requests {
  const { place, name } = parameter
  const { rule, steps, values } = fault
  const refusal = refusalOf(operation, parameter, steps)
  return fc.tuple(right, values).map(([request, value]) => ({
    request: { ...request, [place]: { ...request[place], [name]: value } },
    fault: `${place} ${name} ${rule}`,
    breaksSchema: true,
    ...refusal,
  }))
}

function withoutParameter({ place, name }: Parameter, right: Right): Requests {
  return right.map((request) => {
    const { [name]: _missing, ...others } = request[place]
    const refusal = { statuses: [422], entry: entryOf([name]) }
    return { request: { ...request, [place]: others }, fault: `${place} ${name} missing`, breaksSchema: true, ...refusal }
  })
}

function withUnknownFilter(right: Right): Requests {
  return fc.tuple(right, unknownFilters).map(([request, [name, value]]) => ({
    request: { ...request, query: { ...request.query, [name]: value } },
    fault: 'unknown filter',
    breaksSchema: false,
    statuses: [422],
    entry: entryOf([name]),
  }))
}

/** Who may see one client only is refused for any other id of it, before anything else is looked at. */
function refusalOf(operation: ContractOperation, { place, name }: Parameter, steps: string[]): Refusal {
  if (place === 'path') return { statuses: [guardOf(operation)?.scheme === 'ownClient' && name === 'id' ? 403 : 400] }
  return { statuses: [422], entry: place === 'header' ? name : entryOf([name, ...steps]) }
}

/** A path with much longer texts would be too long for the service to read. */
const maxSegmentLength = 2_000

/** Rules that nothing which can be written at a place breaks: an empty segment leads elsewhere. */
const uncarried: Record<Parameter['place'], string[]> = { path: ['minLength'], query: ['minItems'], header: [] }

/** A NUL is all that some patterns forbid, and no header has one. */
const isCarriedFault = (place: Parameter['place'], rule: string, pattern = '') =>
  !uncarried[place].includes(rule) && !(place === 'header' && rule === 'pattern' && new RegExp(pattern, 'u').test('two words'))

/** Faults that a URL or a header can carry. All is text there, so one of another type is text that is none of it. */
function wrongTexts({ place, schema }: Parameter): Fault[] {
  const { type, items, pattern, maxLength = Infinity } = knownSchema(schema)
  const values = validValues(schema)
  const otherType = type === 'string' ? fc.tuple(values, values) : fc.constantFrom('x', '', '1.5', '1e', 'yes', ' ', '0b2', '٣')
  const isTooLong = (rule: string) => place === 'path' && rule === 'maxLength' && maxLength >= maxSegmentLength
  const faults = faultsOf(schema)
    .filter(({ rule }) => rule !== 'type' && isCarriedFault(place, rule, pattern) && !isTooLong(rule))
    .map((fault) => ({ ...fault, values: fault.values.filter((value) => isCarried(place, value)) }))
  return place === 'query' && items === undefined ? [{ rule: 'type', steps: [], values: otherType }, ...faults] : faults
}

/** A URL carries no half of a character, a list neither nothing nor a comma, and a header Latin text only. */
function isCarried(place: Parameter['place'], value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string' && /^[^,]+$/.test(item) && item.isWellFormed())
  const text = String(value)
  if (place === 'path') return text !== '' && text.length < maxSegmentLength && text.isWellFormed()
  return place === 'query' ? text.isWellFormed() : latinText.test(text)
}
