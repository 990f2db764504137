import { bodySchemaOf, parametersOf, type ContractOperation } from '../../../server/contract.ts'
import { isObject } from '../../../server/is-object.ts'
import { knownSchema, type KnownSchema, type Schema } from '../../properties/values/schema.ts'
import { requestOf, type ContractRequest } from '../statuses/contract-request.ts'
import { unknownId } from '../statuses/provocations.ts'

/** A place of a request where text can stand. */
export interface StringPlace {
  /** As a person would say it. */
  name: string
  /** The members that lead to it in the body; empty anywhere else. */
  steps: string[]
  /** Whether the contract allows no text but ids, or some that it lists. */
  isNarrow: boolean
  /** The request that works, with another text at this place. */
  fill(text: string): ContractRequest
}

/** Every place of an operation where the contract lets text stand, in its path, its query and its body. */
export function stringPlaces(operation: ContractOperation): StringPlace[] {
  return [...pathPlaces(operation), ...queryPlaces(operation), ...bodyPlaces(operation)]
}

function pathPlaces(operation: ContractOperation): StringPlace[] {
  const request = requestOf(operation)
  return operation.path.split('/').flatMap((segment, index) => {
    if (!segment.startsWith('{')) return []
    const fill = (text: string) => ({ ...request, target: request.target.split('/').with(index, encodeURIComponent(text)).join('/') })
    const { schema = {} } = parametersOf(operation).find(({ name }) => segment === `{${name}}`) ?? {}
    return [{ name: `path ${segment}`, steps: [], isNarrow: isNarrow(knownSchema(schema)), fill }]
  })
}

function queryPlaces(operation: ContractOperation): StringPlace[] {
  const request = requestOf(operation)
  const [path] = request.target.split('?', 1)
  return parametersOf(operation).flatMap(({ in: place, name, schema = {} }) => {
    const item = knownSchema(knownSchema(schema).items ?? schema)
    if (place !== 'query' || !isText(item)) return []
    const fill = (text: string) => ({ ...request, target: `${path}?${name}=${encodeURIComponent(text)}` })
    return [{ name: `query ${name}`, steps: [], isNarrow: isNarrow(item), fill }]
  })
}

function bodyPlaces(operation: ContractOperation): StringPlace[] {
  const request = requestOf(operation)
  const places = textsIn(bodySchemaOf(operation)).map(({ steps, isNarrow }) => ({
    name: `body ${steps.join('.')}`,
    steps,
    isNarrow,
    fill: (text: string) => ({ ...request, body: withText(request.body, steps, text) }),
  }))
  // Branches have fields in common.
  return [...new Map(places.map((place) => [place.name, place])).values()]
}

type Text = Pick<StringPlace, 'steps' | 'isNarrow'>

/** The texts in a value; in an object that may have any member, one of another name. */
function textsIn(reference: Schema): Text[] {
  const schema = knownSchema(reference)
  if (isText(schema)) return [{ steps: [], isNarrow: isNarrow(schema) }]
  const within = (step: string, member: Schema) => textsIn(member).map(({ steps, isNarrow }) => ({ steps: [step, ...steps], isNarrow }))
  return [
    ...(schema.items === undefined ? [] : within('0', schema.items)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) => within(name, member)),
    ...(schema.oneOf ?? []).flatMap(textsIn),
    ...(schema.additionalProperties === true ? [{ steps: ['something else'], isNarrow: false }] : []),
  ]
}

const isText = ({ type }: KnownSchema) => [type].flat().includes('string')

function isNarrow({ format, enum: listed, const: only }: KnownSchema): boolean {
  return format === 'uuid' || format === 'date-time' || listed !== undefined || only !== undefined
}

/** A copy of a value with a text at a place, which is made if it is not there. */
function withText(value: unknown, [step, ...further]: string[], text: string): unknown {
  if (step === undefined) return text
  if (step === '0') return [withText(undefined, further, text)]
  const members: Record<string, unknown> = isObject(value) ? { ...value } : {}
  return { ...members, [step]: withText(members[step], further, text) }
}

/** The request that works with other headers; of a deletion, one that finds nothing to delete. */
export function withHeaders(operation: ContractOperation, headers: Record<string, string>): ContractRequest {
  const { target, body, headers: own } = requestOf(operation)
  const harmless = operation.method === 'delete' ? target.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, unknownId) : target
  return { target: harmless, body, headers: { ...own, ...headers } }
}
