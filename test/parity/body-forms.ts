import type { OpenAPIV3_1 } from 'openapi-types'
import { bodySchemaOf, resolve, type ContractOperation } from '../../server/contract.ts'
import { isObject } from '../../server/is-object.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import { contractExamples } from '../contract/examples-of.ts'
import { validRequest } from './valid-request.ts'

type Schema = OpenAPIV3_1.SchemaObject
type Fields = Record<string, unknown>

/** One form that the body of an operation may have, with a valid example of it. */
export interface BodyForm {
  /** Tells it from the operation's other forms; undefined where it is the only one. */
  title: string | undefined
  /** The fields of a valid body, without its wrapper. */
  example: Fields
  /** The schema of every field that the contract knows. */
  properties: Record<string, Schema>
  required: string[]
  /** Whether members that the contract does not know are ignored. */
  isOpen: boolean
  /** Makes a body of fields. */
  wrap(fields: Fields): Fields
}

const examples = contractExamples().filter(({ status }) => status === undefined)

/** The forms of an operation's body, one for each grant where there are grants; none where no body is described. */
export function bodyForms(operation: ContractOperation): BodyForm[] {
  const outer = resolve<Schema>(bodySchemaOf(operation))
  const wrapper = wrapperOf(operation.id)
  const fields = wrapper === undefined ? outer : resolve<Schema>(outer.properties?.[wrapper] ?? {})
  if (operation.operation.requestBody === undefined) return []
  const wrap = (content: Fields) => (wrapper === undefined ? content : { [wrapper]: content })
  const unwrap = (body: unknown) => fieldsIn(wrapper === undefined ? body : fieldsIn(body)[wrapper])
  const { oneOf } = fields
  if (oneOf === undefined) return [formOf(fields, undefined, unwrap(validRequest(operation).body))]
  return oneOf.map((branch) => {
    const schema = resolve<Schema>(branch)
    const own = examples.filter(({ operationId }) => operationId === operation.id).map(({ value }) => unwrap(value))
    return formOf(schema, schema.title, own.find((example) => isOfBranch(schema, example)) ?? {})
  })

  function formOf({ properties = {}, required = [], additionalProperties }: Schema, title: string | undefined, example: Fields): BodyForm {
    const resolved = Object.entries(properties).map(([name, schema]) => [name, resolve<Schema>(schema)] as const)
    return { title, example, properties: Object.fromEntries(resolved), required, isOpen: additionalProperties !== false, wrap }
  }
}

const fieldsIn = (value: unknown): Fields => (isObject(value) ? value : {})

const isOfBranch = ({ properties = {} }: Schema, example: Fields) =>
  Object.entries(properties).every(([name, schema]) => !('const' in schema) || schema.const === example[name])
