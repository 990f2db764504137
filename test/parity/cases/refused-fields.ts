import type { OpenAPIV3_1 } from 'openapi-types'
import type { ContractOperation } from '../../../server/contract.ts'
import { wrapperOf } from '../../../server/http/wrapper-of.ts'
import { bodyForms, type BodyForm } from '../body-forms.ts'
import type { ParityCase } from '../parity-case.ts'
import { describedBody, validRequest } from '../valid-request.ts'

type Schema = OpenAPIV3_1.SchemaObject

/** Bodies that break one rule of the contract each. */
export function refusedFieldCases(operation: ContractOperation): ParityCase[] {
  return [...wrapperCases(operation), ...bodyForms(operation).flatMap((form) => fieldCases(operation, form))]
}

function wrapperCases(operation: ContractOperation): ParityCase[] {
  const wrapper = wrapperOf(operation.id)
  if (wrapper === undefined) return []
  const refuse = (name: string, rule: string, body: unknown): ParityCase => ({
    name,
    operationId: operation.id,
    request: { ...validRequest(operation), body },
    expected: { status: 400, error: 'request_malformed', faults: [`$.${wrapper} ${rule}`] },
  })
  return [
    ...(describedBody(operation)?.required === true ? [refuse('a body without its wrapper', 'required', {})] : []),
    refuse('a wrapper of another type', 'cast', { [wrapper]: 'text' }),
    refuse('a wrapper that is a list', 'cast', { [wrapper]: [] }),
  ]
}

function fieldCases(operation: ContractOperation, { title, example, properties, required, isOpen, wrap }: BodyForm): ParityCase[] {
  const request = validRequest(operation)
  const refuse = (name: string, field: string, rule: string, value: unknown): ParityCase => ({
    name,
    operationId: operation.id,
    detail: title === undefined ? field : `${title} ${field}`,
    request: { ...request, body: wrap({ ...example, [field]: value }) },
    expected: { status: 422, error: 'validation_failed', faults: [`$.${field} ${rule}`] },
  })
  // What chooses the form has rules of its own.
  const fields = Object.entries(properties).filter(([, schema]) => !('const' in schema))
  return [
    ...fields.flatMap(([field]) => (required.includes(field) ? [refuse('a missing field', field, 'required', undefined)] : [])),
    ...fields.flatMap(([field, schema]) => (hasType(schema) ? [refuse('a field of another type', field, 'cast', otherType(schema))] : [])),
    ...fields.flatMap(([field, schema]) => {
      const value = tooLong(schema, example[field])
      return value === undefined ? [] : [refuse('a field that is too long', field, 'length', value)]
    }),
    ...fields.flatMap(([field, { enum: listed }]) => (listed === undefined ? [] : [refuse('a field outside its list', field, 'inclusion', 'x')])),
    ...(isOpen ? [] : [refuse('a member that nobody knows in a closed body', 'nobody_knows', 'schema', 'this')]),
  ]
}

const hasType = ({ type }: Schema) => type !== undefined

/** A value of a type that the schema does not have. */
const otherType = ({ type }: Schema) => ([type].flat().includes('object') ? 'text' : {})

/** The example made too long; a format would be told first. */
function tooLong({ type, format, maxLength }: Schema, example: unknown): string | undefined {
  if (maxLength === undefined || format !== undefined || ![type].flat().includes('string')) return undefined
  return `${typeof example === 'string' ? example : ''}${'x'.repeat(maxLength)}x`
}
