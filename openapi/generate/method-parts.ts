import type { OpenAPIV3_1 } from 'openapi-types'
import type { Content, Operation } from './contract.ts'
import { capitalize } from './write.ts'

const parametersIn = (place: string) => ({ parameters }: Operation): OpenAPIV3_1.ParameterObject[] =>
  parameters.filter((parameter) => parameter.in === place)

/** The parameters of the path, which the contract lists in the order of the path. */
export const pathParameters = parametersIn('path')
/** The parameters of the query. */
export const queryParameters = parametersIn('query')
/** The header parameters, which are no credential of the caller's. */
export const headerParameters = parametersIn('header')

/** What the content of a body is called: the last word of its type, such as `grant` for `TokenGrant`. */
export const contentName = ({ type }: Content): string => type.split(/(?=[A-Z])/).at(-1)!.toLowerCase()

/** The name of the type of an operation's query. */
export const queryName = (id: string): string => `${capitalize(id)}Query`
