import fc from 'fast-check'
import { bodySchemaOf, resolve, type ContractOperation } from '../../../server/contract.ts'
import { requestOf } from '../../server/statuses/contract-request.ts'
import { knownSchema, type Schema } from '../values/schema.ts'
import { validValues, type Replacements } from '../values/valid-values.ts'
import { toWire, type GeneratedRequest } from './generated-request.ts'
import { isAllowed, knownValues } from './known-values.ts'
import { parametersWithPointers, type Parameter } from './parameters.ts'
import { ignoresUnknownFilters, unknownFilters } from './unknown-filters.ts'

/** Requests that the contract allows, for rows that are there: nothing is left to refuse. */
export function acceptableRequests(operation: ContractOperation): fc.Arbitrary<GeneratedRequest> {
  return validRequests(operation, knownValues(operation)).filter((request) => isAllowed(operation, request))
}

/** Requests that the contract allows, with one value that no row may have; none where no operation looks for rows. */
export function strayRequests(operation: ContractOperation): fc.Arbitrary<GeneratedRequest>[] {
  const known = knownValues(operation)
  return lookedFor(operation)
    .filter((name) => name in known)
    .map((name) => validRequests(operation, Object.fromEntries(Object.entries(known).filter(([other]) => other !== name))))
}

/** Requests that the contract allows, with these values in place of any. */
export function validRequests(operation: ContractOperation, replacements: Replacements): fc.Arbitrary<GeneratedRequest> {
  const { requestBody } = operation.operation
  const body = requestBody === undefined ? fc.constant(undefined) : validValues(bodySchemaOf(operation), replacements)
  const isOptional = requestBody !== undefined && resolve(requestBody).required !== true
  const requests = fc.record({
    path: parametersIn('path', operation, replacements),
    query: queriesOf(operation, replacements),
    header: parametersIn('header', operation, replacements).filter(isHeader),
    headers: headersOf(operation),
    body: isOptional ? fc.option(body, { nil: undefined }) : body,
  })
  return requests.filter((request) => fitsOnWire(operation, request))
}

/** Left out: different requests with one key are refused, and the same request with it is not done again. */
const keyName = 'X-Idempotency-Key'

function parametersIn(place: Parameter['place'], operation: ContractOperation, replacements: Replacements): fc.Arbitrary<Record<string, unknown>> {
  const parameters = parametersWithPointers(operation).filter((parameter) => parameter.place === place && parameter.name !== keyName)
  const values = parameters.map(({ name, schema }) => [name, replacements[name] ?? validValues(schema)])
  const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name)
  return fc.record(Object.fromEntries(values), { requiredKeys })
}

function queriesOf(operation: ContractOperation, replacements: Replacements): fc.Arbitrary<Record<string, unknown>> {
  const known = parametersIn('query', operation, replacements)
  if (!ignoresUnknownFilters(operation)) return known
  return fc.tuple(known, fc.array(unknownFilters, { maxLength: 1 })).map(([query, others]) => ({ ...Object.fromEntries(others), ...query }))
}

const headerTexts = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/)

/** The token that the operation asks for, and headers that every operation takes. */
function headersOf(operation: ContractOperation): fc.Arbitrary<Record<string, string>> {
  const others = fc.record({ 'X-Custom-PSK': headerTexts, 'X-Request-Id': headerTexts, 'X-Contract-Hash': headerTexts }, { requiredKeys: [] })
  return others.map((headers) => ({ ...headers, ...requestOf(operation).headers }))
}

/** What a header can say: nothing, or Latin text without line breaks and blanks around it. */
export const latinText = /^([\x21-\x7e\xa0-\xff]([\x20-\x7e\xa0-\xff]*[\x21-\x7e\xa0-\xff])?)?$/
const isHeader = (values: Record<string, unknown>) => Object.values(values).every((value) => latinText.test(String(value)))

/** Well below what the service reads of a head and of a body, because of what else is in them. */
const maxHeadLength = 12_000
const maxBodyLength = 48_000

/** Whether the service would read the request to its end. */
export function fitsOnWire(operation: ContractOperation, request: GeneratedRequest): boolean {
  const { target, headers, body = '' } = toWire(operation, request)
  return target.length + JSON.stringify(headers).length <= maxHeadLength && Buffer.byteLength(body) <= maxBodyLength
}

/** The names of what a request is about: its path, and the fields of its body. */
function lookedFor(operation: ContractOperation): string[] {
  const ofPath = parametersWithPointers(operation).flatMap(({ place, name }) => (place === 'path' ? [name] : []))
  return [...ofPath, ...fieldsIn(bodySchemaOf(operation))]
}

function fieldsIn(reference: Schema): string[] {
  const { properties = {}, oneOf = [] } = knownSchema(reference)
  return [...Object.entries(properties).flatMap(([name, schema]) => [name, ...fieldsIn(schema)]), ...oneOf.flatMap(fieldsIn)]
}
