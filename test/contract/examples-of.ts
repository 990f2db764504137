import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, resolve } from '../../server/contract.ts'

/** A named example, and where the contract shows it. */
export interface ContractExample {
  operationId: string
  /** Absent for the example of a request. */
  status: number | undefined
  name: string
  /** What it shows, in words; its name where the contract has none. */
  summary: string
  value: unknown
  /** JSON Pointer to the schema it must fit. */
  schema: string
}

/** Every named example of the contract, once for each place it is shown at. */
export function contractExamples(): ContractExample[] {
  return contractOperations.flatMap(({ id, operation }) => [
    ...examplesOf(operation.requestBody && resolve(operation.requestBody), { operationId: id, status: undefined }),
    ...Object.entries(operation.responses ?? {}).flatMap(([status, response]) =>
      examplesOf(resolve(response), { operationId: id, status: Number(status) }),
    ),
  ])
}

/** The `error.type` of an example, where it is one of a failure. */
export function errorIn(value: unknown): string | undefined {
  return (value as { error?: { type: string } } | undefined)?.error?.type
}

type Place = Pick<ContractExample, 'operationId' | 'status'>

function examplesOf(holder: { content?: Record<string, OpenAPIV3_1.MediaTypeObject> } | undefined, place: Place): ContractExample[] {
  return Object.values(holder?.content ?? {}).flatMap(({ schema = {}, examples = {} }) =>
    Object.entries(examples).map(([name, example]) => ({
      ...place,
      name,
      summary: resolve<OpenAPIV3_1.ExampleObject>(example).summary ?? name,
      value: resolve<OpenAPIV3_1.ExampleObject>(example).value as unknown,
      // Every schema of a body is a file of its own, so the bundle refers to it.
      schema: (schema as OpenAPIV3_1.ReferenceObject).$ref,
    })),
  )
}
