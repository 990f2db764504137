import type { OpenAPIV3_1 } from 'openapi-types'
import type { Content, Operation } from './contract.ts'
import { camelCase, capitalize } from './write.ts'

const parametersIn = (place: string) => ({ parameters }: Operation): OpenAPIV3_1.ParameterObject[] =>
  parameters.filter((parameter) => parameter.in === place)

/** The parameters of the path, which the contract lists in the order of the path. */
export const pathParameters = parametersIn('path')
/** The parameters of the query. */
export const queryParameters = parametersIn('query')
/** The header parameters, which are no credential of the caller's. */
export const headerParameters = parametersIn('header')

/** What the content of a body is called: the last word of its type, such as `grant` for `TokenGrant`. */
export const contentName = ({ type }: Content): string => type.replace(/^.*(?=[A-Z])/, '').toLowerCase()

/** The name of the type of an operation's query. */
export const queryName = (id: string): string => `${capitalize(id)}Query`

/** The operations that have a query. */
export const withQuery = (operations: Operation[]): Operation[] => operations.filter((operation) => queryParameters(operation).length > 0)

/** The parameters of the function and of the method that call an operation, without `options`. */
export function parametersOf(operation: Operation): Parameter[] {
  const { id, body } = operation
  const query = queryParameters(operation)
  const headers = headerParameters(operation).map(({ name, required }) => `${camelCase(name)}${required ? ': string' : '?: string | undefined'}`)
  return [
    ...pathParameters(operation).map(({ name }) => ({ name: camelCase(name), type: ': string' })),
    ...(body ? [{ name: contentName(body), type: `${mark(body.required)}: types.${body.type}` }] : []),
    ...(query.length > 0 ? [{ name: 'query', type: `${mark(query.some(({ required }) => required))}: ${queryName(id)}` }] : []),
    ...(headers.length > 0 ? [{ name: 'headers', type: `: { ${headers.join('; ')} } = {}` }] : []),
  ]
}

/** A parameter and how its type follows its name. */
export interface Parameter {
  name: string
  type: string
}

const mark = (required = false): string => (required ? '' : '?')

/** The types of the bodies that an operation's successes have; none where they have no body. */
export const successTypes = ({ responses }: Operation): string[] =>
  responses.flatMap(({ status, type }) => (status < '300' && type !== undefined ? [type] : []))

/** Whether the operation gives a list in pages. */
export const isList = ({ responses }: Operation): boolean => responses.some(({ isPage }) => isPage)

/** The type of what a call gives. */
export function resultType(operation: Operation): string {
  const types = successTypes(operation).map((type) => `types.${type}`).join(' | ')
  return isList(operation) ? `PendingList<${types}>` : `Pending<${types || 'void'}>`
}
