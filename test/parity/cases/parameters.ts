import type { OpenAPIV3_1 } from 'openapi-types'
import { parametersOf, resolve, type ContractOperation } from '../../../server/contract.ts'
import type { ContractRequest } from '../../server/statuses/contract-request.ts'
import { guardOf, ownId } from '../../server/statuses/own-rows.ts'
import type { Outcome, ParityCase } from '../parity-case.ts'
import { successOf, validRequest } from '../valid-request.ts'

type Schema = OpenAPIV3_1.SchemaObject

interface Parameter {
  name: string
  schema: Schema
  example?: unknown
}

const malformed = (fault: string): Outcome => ({ status: 400, error: 'request_malformed', faults: [fault] })
const invalid = (fault: string): Outcome => ({ status: 422, error: 'validation_failed', faults: [fault] })

/** Ids of the path, filters and headers, right and wrong. */
export function parameterCases(operation: ContractOperation): ParityCase[] {
  const { id, method } = operation
  const request = validRequest(operation)
  const [path = '', ownQuery] = request.target.split('?', 2)
  const all = parametersOf(operation).map((parameter) => ({ ...parameter, schema: resolve<Schema>(parameter.schema as Schema) }))
  const queries = all.filter((parameter) => parameter.in === 'query')
  return [
    ...all.flatMap((parameter) => (parameter.in === 'path' ? pathCases(parameter) : [])),
    ...queries.flatMap(wrongQueryCases),
    ...queries.flatMap((parameter) => (parameter.required === true ? missingQueryCases(parameter) : [])),
    ...(method === 'get' ? queries.map(rightQueryCase) : []),
    ...(method === 'delete' && queries.length > 0 ? [unknownFilterCase()] : []),
    ...all.flatMap((parameter) => (parameter.in === 'header' ? headerCases(parameter) : [])),
  ]

  function make(name: string, detail: string, expected: Outcome, changes: Partial<ContractRequest>): ParityCase {
    return { name, operationId: id, detail, request: { ...request, ...changes }, expected }
  }

  function pathCases({ name, schema: { format, maxLength = Infinity } }: Parameter): ParityCase[] {
    if (format !== 'uuid') {
      // A longer path would not pass the limit of all headers.
      if (maxLength > 8_192) return []
      return [make('a value in the path that is too long', name, malformed(`$.${name} length`), inPath(name, 'x'.repeat(maxLength + 1)))]
    }
    const wrong = inPath(name, 'owner')
    const guard = guardOf(operation)
    // To the token's client every other is foreign.
    const isForeign = guard?.scheme === 'ownClient' && name === 'id'
    const refused = make('a malformed id in the path', name, isForeign ? { status: 403, error: 'forbidden' } : malformed(`$.${name} cast`), wrong)
    if (guard === undefined) return [refused]
    return [refused, make('no token before a malformed id in the path', name, { status: 401, error: 'access_denied' }, { ...wrong, headers: {} })]
  }

  function inPath(name: string, value: string): Partial<ContractRequest> {
    const position = operation.path.split('/').indexOf(`{${name}}`)
    return { target: path.split('/').with(position, value).join('/') }
  }

  function query(name: string, value: string): Partial<ContractRequest> {
    return { target: `${path}?${name}=${encodeURIComponent(value)}` }
  }

  function wrongQueryCases({ name, schema }: Parameter): ParityCase[] {
    return wrongValues(schema).map(([detail, value, fault]) => make(`a filter ${detail}`, name, invalid(`$.${name}${fault}`), query(name, value)))
  }

  function missingQueryCases({ name }: Parameter): ParityCase[] {
    return [
      make('a missing filter', name, invalid(`$.${name} required`), { target: path }),
      make('an empty filter', name, { status: 422, error: 'validation_failed' }, query(name, '')),
    ]
  }

  function headerCases({ name, schema: { minLength = 0, maxLength = 0, pattern = '' } }: Parameter): ParityCase[] {
    const refuse = (what: string, fault: string | undefined, value: string) => {
      const expected = fault === undefined ? { status: 422, error: 'validation_failed' as const } : invalid(`${name} ${fault}`)
      return make(`a header ${what}`, name, expected, { headers: { ...request.headers, [name]: value } })
    }
    return [
      refuse('that is too long', 'length', 'x'.repeat(maxLength + 1)),
      ...(minLength > 0 ? [refuse('without text', undefined, '')] : []),
      ...(new RegExp(pattern, 'u').test('two words') ? [] : [refuse('with a blank', 'format', 'two words')]),
    ]
  }

  function rightQueryCase({ name, schema, example }: Parameter): ParityCase {
    const value = example === undefined ? rightValue(schema, ownId('clients', id)) : String(example)
    return make('a filter', name, { status: successOf(operation).status }, query(name, value))
  }

  function unknownFilterCase(): ParityCase {
    const target = `${path}?${ownQuery === undefined ? '' : `${ownQuery}&`}nobody_knows=this`
    return make('a filter that a deletion does not know', 'nobody_knows', invalid('$.nobody_knows schema'), { target })
  }
}

/** Values that break a rule, each with its name and the fault of it. */
function wrongValues(schema: Schema): [detail: string, value: string, fault: string][] {
  const { type, format, enum: listed, minimum, maximum, maxLength } = schema
  if (type === 'array') return wrongValues(resolve<Schema>(schema.items)).map(([detail, value, fault]) => [detail, value, `[0]${fault}`])
  if (type === 'boolean') return [['of another type', 'perhaps', ' cast']]
  if (listed !== undefined) return [['outside its list', 'x', ' inclusion']]
  if (format !== undefined) return [['of another format', 'owner', format === 'uuid' ? ' cast' : ' format']]
  if (type === 'string') return maxLength === undefined ? [] : [['that is too long', 'x'.repeat(maxLength + 1), ' length']]
  return [
    ['of another type', 'x', ' cast'],
    ...(minimum === undefined ? [] : [['below its least', String(minimum - 1), ' number'] satisfies [string, string, string]]),
    ...(maximum === undefined ? [] : [['above its greatest', String(maximum + 1), ' number'] satisfies [string, string, string]]),
  ]
}

function rightValue(schema: Schema, id: string): string {
  if (schema.type === 'array') return `${id},${id}`
  if (schema.type === 'boolean') return 'true'
  if (schema.enum !== undefined) return String(schema.enum[0])
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z'
  return schema.maximum === undefined ? id : String(schema.maximum)
}
