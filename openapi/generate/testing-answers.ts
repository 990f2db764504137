import type { OpenAPIV3_1 } from 'openapi-types'
import { followReference } from '../../server/follow-reference.ts'
import { pointerSteps } from '../../server/json-pointer.ts'
import type { Content, Contract } from './contract.ts'
import { pathParameters, queryParameters } from './method-parts.ts'

/** An operation as a mock needs it. */
export interface MockedOperation {
  id: string
  /** What a request is recognised by and has to have. */
  asked: Record<string, unknown>
  answers: MockedAnswer[]
}

/** One answer of an operation. */
export interface MockedAnswer {
  status: string
  /** The name of the component, when several operations share the answer. */
  component: string | undefined
  /** The name of the body's type; absent when the answer has no body. */
  type: string | undefined
  headers: Record<string, string>
  /** Bodies by the names of the examples. */
  examples: Record<string, unknown>
}

type Listed = OpenAPIV3_1.ResponseObject | OpenAPIV3_1.ReferenceObject

/**
 * Reads from the contract what a mock asks for and answers.
 *
 * @throws Error when an operation has one name for examples of several statuses: a name must be enough to choose an answer.
 */
export function mockedOperations({ operations, document }: Contract): MockedOperation[] {
  return operations.map((operation) => {
    const { id, method, path, guarded, body, responses } = operation
    const uuids = pathParameters(operation).filter(isUuid)
    const query = queryParameters(operation).filter(({ required }) => required)
    const listed: OpenAPIV3_1.ResponsesObject = document.paths?.[path]?.[method]?.responses ?? {}
    const answers = responses.map(({ status, type }) => mockedAnswer(status, type, listed[status]!))
    checkNames(id, answers)
    const parts = { uuids: namesOf(uuids), query: namesOf(query), body: body && bodyData(body) }
    return { id, asked: { method: method.toUpperCase(), path, guarded, ...parts }, answers }
  })

  function isUuid({ schema = {} }: OpenAPIV3_1.ParameterObject): boolean {
    return follow<OpenAPIV3_1.SchemaObject>(schema).format === 'uuid'
  }

  function bodyData({ required, wrapper, type }: Content) {
    const { required: members = [], discriminator } = schemaAt(`#/components/schemas/${type}`)
    const branches = mapValues(discriminator?.mapping ?? {}, ($ref) => schemaAt($ref).required ?? [])
    const choice = discriminator && { member: discriminator.propertyName, branches }
    return { required, wrapper, members, choice }
  }

  function mockedAnswer(status: string, type: string | undefined, listed: Listed): MockedAnswer {
    const { headers = {}, content } = follow<OpenAPIV3_1.ResponseObject>(listed)
    const { examples = {} } = content?.['application/json'] ?? {}
    return {
      status,
      component: '$ref' in listed ? pointerSteps(listed.$ref).at(-1) : undefined,
      type,
      // One that may be absent comes with what the request said.
      headers: mapValues(required(headers), ({ example }) => String(example)),
      examples: mapValues(examples, (example) => follow<OpenAPIV3_1.ExampleObject>(example).value as unknown),
    }
  }

  function required(headers: NonNullable<OpenAPIV3_1.ResponseObject['headers']>): Record<string, OpenAPIV3_1.HeaderObject> {
    const followed = Object.entries(headers).map(([name, header]) => [name, follow<OpenAPIV3_1.HeaderObject>(header)] as const)
    return Object.fromEntries(followed.filter(([, header]) => header.required === true))
  }

  function schemaAt($ref: string): OpenAPIV3_1.SchemaObject {
    return follow<OpenAPIV3_1.SchemaObject>({ $ref })
  }

  function follow<Value extends object>(value: Value | OpenAPIV3_1.ReferenceObject): Value {
    return followReference(document, value)
  }
}

function checkNames(id: string, answers: MockedAnswer[]): void {
  const names = answers.flatMap(({ examples }) => Object.keys(examples))
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw new Error(`${id} has examples of several statuses with the name "${repeated}"`)
}

const namesOf = (parameters: OpenAPIV3_1.ParameterObject[]): string[] => parameters.map(({ name }) => name)

const mapValues = <Value, Result>(object: Record<string, Value>, map: (value: Value) => Result): Record<string, Result> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))
