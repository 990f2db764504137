import type { OpenAPIV3_1 } from 'openapi-types'
import { contract, resolve, type ContractOperation } from '../../../server/contract.ts'
import { pointerOf } from '../../../server/json-pointer.ts'
import type { Schema } from '../values/schema.ts'

/** A parameter of an operation, and where in the contract its schema is. */
export interface Parameter {
  place: 'path' | 'query' | 'header'
  name: string
  required: boolean
  schema: Schema
  /** JSON Pointer into the contract. */
  pointer: string
}

/** The parameters of an operation with the pointers to their schemas. */
export function parametersWithPointers({ path, method, operation }: ContractOperation): Parameter[] {
  const place = `#${pointerOf('paths', path)}`
  return [
    ...(contract.paths?.[path]?.parameters ?? []).map((parameter, index) => describe(parameter, `${place}/parameters/${index}`)),
    ...(operation.parameters ?? []).map((parameter, index) => describe(parameter, `${place}/${method}/parameters/${index}`)),
  ]
}

function describe(reference: OpenAPIV3_1.ParameterObject | OpenAPIV3_1.ReferenceObject, own: string): Parameter {
  const { in: place, name, required = false, schema = {} } = resolve<OpenAPIV3_1.ParameterObject>(reference)
  if (place !== 'path' && place !== 'query' && place !== 'header') throw new Error(`no values can be made for a parameter in the ${place}`)
  const pointer = '$ref' in reference ? reference.$ref : own
  return { place, name, required, schema, pointer: `${encodeURI(pointer)}/schema` }
}
