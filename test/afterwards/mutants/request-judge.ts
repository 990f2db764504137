import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { ContractOperation } from '../../../server/contract.ts'
import { followReference } from '../../../server/follow-reference.ts'

/** What of a request a contract describes by schemas. */
export interface Sent {
  /** Undefined where there was none. */
  body: unknown
  /** By where they were, `path` or `query`, and by name. */
  parameters: Record<string, Record<string, unknown>>
}

/** Names the fields of a request that a contract finds fault with, in alphabetical order; none where it lets the request in. */
export type Judge = (sent: Sent) => string

/** Judges requests as the contract is now, which may be another the next time: what is compiled serves one state of it. */
export function judgesOf(contract: OpenAPIV3_1.Document): (operation: ContractOperation) => Judge {
  const bodies = validators(contract, { discriminator: true })
  // What comes as text is read as the type that the contract gives it.
  const texts = validators(contract, { coerceTypes: true })
  return ({ path, method }) => {
    const [item, operation] = [contract.paths?.[path], contract.paths?.[path]?.[method]]
    const requestBody = operation?.requestBody && followReference(contract, operation.requestBody)
    const schema = requestBody?.content['application/json']?.schema
    const validateBody = schema && bodies.compile(schema)
    const parameters = [...(item?.parameters ?? []), ...(operation?.parameters ?? [])].map((parameter) => followReference(contract, parameter))
    const places = ['path', 'query'].map((place) => {
      const own = parameters.filter((parameter) => parameter.in === place)
      const lists = own.filter(({ explode }) => explode === false).map(({ name }) => name)
      return { place, lists, validate: texts.compile(objectOf(own, method === 'delete' && place === 'query' && own.length > 0)) }
    })
    return ({ body, parameters: sent }) => {
      const faults = places.flatMap(({ place, lists, validate }) => faultsIn(validate, withLists(sent[place], lists)))
      if (body === undefined) return [...faults, ...(requestBody?.required === true ? ['body'] : [])].join()
      return [...faults, ...(validateBody ? faultsIn(validateBody, body) : [])].toSorted().join()
    }
  }
}

/** Lists come as one text with commas. */
function withLists(sent: Record<string, unknown> = {}, lists: string[]): object {
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, lists.includes(name) ? String(value).split(',') : value]))
}

/** A deletion that has filters knows no others. */
const objectOf = (parameters: OpenAPIV3_1.ParameterObject[], isClosed: boolean) => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
  ...(isClosed && { additionalProperties: false }),
})

function validators({ components }: OpenAPIV3_1.Document, options: object): { compile(schema: object): ValidateFunction } {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true, ...options })
  ajvFormats.default(ajv, { mode: 'full' })
  ajv.addSchema({ $id: 'contract', components: { schemas: forAjv(components?.schemas) } })
  return { compile: (schema) => ajv.compile(forAjv(schema)) }
}

/** References lead into the contract from everywhere, and Ajv refuses mappings of discriminators. */
function forAjv(part: unknown): object {
  const text = JSON.stringify(part, (key, value) => (key === 'mapping' ? undefined : value))
  return JSON.parse(text.replaceAll('"$ref":"#/', '"$ref":"contract#/')) as object
}

function faultsIn(validate: ValidateFunction, value: unknown): string[] {
  return validate(value) === true ? [] : [...new Set((validate.errors ?? []).map(fieldOf))]
}

/** Answers name fields, and not every rule that a field breaks. */
const fieldOf = ({ instancePath, params }: ErrorObject) => [instancePath, params.missingProperty ?? params.additionalProperty ?? ''].join('/')
