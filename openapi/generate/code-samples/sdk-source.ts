import { isObject } from '../../../server/is-object.ts'
import { isList, queryParameters, successTypes } from '../method-parts.ts'
import { camelCase } from '../write.ts'
import { fits, literal } from './literal.ts'
import type { SampleRequest } from './sample-request.ts'

/** The program that makes the same call with the SDK. */
export function sdkSource(request: SampleRequest): string {
  const { baseUrl, caller } = request
  return [
    "import { EHealthAuth } from 'ehealth-auth-sdk'",
    '',
    `const auth = new EHealthAuth(${literal({ baseUrl, ...caller })})`,
    ...linesOf(request),
  ].join('\n')
}

function linesOf({ operation, ...request }: SampleRequest): string[] {
  const { resource, name } = operation.sdkMethod
  const call = callOf(`auth.${resource}.${name}`, argumentsOf({ operation, ...request }))
  if (isList(operation)) return [`for await (const entry of ${call}) console.log(entry)`]
  if (successTypes(operation).length === 0) return [`await ${call}`]
  return [`const { data } = await ${call}`, 'console.log(data)']
}

/** Several arguments have a line each where one is too short for all. */
function callOf(method: string, values: unknown[]): string {
  const line = `${method}(${values.map((value) => literal(value)).join(', ')})`
  if (values.length < 2 || fits(line)) return line
  return [`${method}(`, ...values.map((value) => `  ${literal(value, '  ')},`), ')'].join('\n')
}

/** In the order of the method's parameters; what comes last and has no value is left out. */
function argumentsOf({ operation, path, query, headers, body }: SampleRequest): unknown[] {
  const values = [
    ...path.map(([, value]) => value),
    ...(operation.body === undefined ? [] : [contentOf(body, operation.body.wrapper)]),
    ...(queryParameters(operation).length === 0 ? [] : [objectOf(query)]),
    objectOf(headers.map(([name, value]) => [camelCase(name), value])),
  ]
  return values.slice(0, values.findLastIndex((value) => value !== undefined) + 1)
}

const contentOf = (body: unknown, wrapper: string | undefined): unknown => (wrapper !== undefined && isObject(body) ? body[wrapper] : body)

const objectOf = (members: [string, unknown][]): object | undefined => (members.length === 0 ? undefined : Object.fromEntries(members))
