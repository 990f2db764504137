import type { OpenAPIV3_1 } from 'openapi-types'
import { contract, resolve } from '../../server/contract.ts'
import type { Seen } from './seen-values.ts'

/** What has come as often in every case is no chance. */
const often = 3

/** Members that were always there although the contract does not promise them, each with the reason. */
export const optionalMembers: Record<string, string> = {
  '#/components/schemas/ClientPrivSettings access_type': 'A client of no kind that has one may exist: the original documents show empty settings.',
  '#/components/schemas/AccessTokenDetails refresh_token': 'The answer that the original documents show does not have it.',
}

/**
 * What a schema leaves open although every value of a run had it: optional members that never were absent, a type or a format that all
 * values had, and types that none had. A contract that promises less than the service gives makes its readers check for what cannot be.
 */
export function unpromisedBy(schema: OpenAPIV3_1.SchemaObject, { count, members, types, formats }: Seen): string[] {
  const { properties = {}, required = [], type = [], format, const: value, oneOf } = schema
  if (count < often) return []
  if (type.length === 0 && oneOf === undefined && types.size === 1) return ['any type']
  const always = Object.keys(properties).filter((name) => members.get(name) === count && !required.includes(name))
  const never = [type].flat().filter((name) => !types.has(name) && !(name === 'number' && types.has('integer')))
  const unsaid = formats.filter((name) => format !== name && value === undefined)
  return [...always, ...never.map((name) => `type ${name}`), ...unsaid.map((name) => `format ${name}`)]
}

/** The names of the headers that the contract describes anywhere, in small letters. */
const known = namesOfHeaders()

function namesOfHeaders(): Set<string> {
  const names = new Set<string>()
  JSON.stringify(contract, (key, value) => {
    if (key === 'headers') for (const name of Object.keys(value)) names.add(name.toLowerCase())
    return key === 'examples' ? undefined : value
  })
  return names
}

/** The headers that every such answer of a run had, and that the contract describes elsewhere but does not promise there. */
export function unpromisedHeaders({ headers = {} }: OpenAPIV3_1.ResponseObject, { count, members }: Seen): string[] {
  const promised = new Set(
    Object.entries(headers).flatMap(([name, header]) => (resolve(header as OpenAPIV3_1.HeaderObject).required === true ? [name.toLowerCase()] : [])),
  )
  return [...members].flatMap(([name, times]) => (times === count && known.has(name) && !promised.has(name) ? [name] : []))
}
