import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, resolve } from '../../server/contract.ts'

/** A named example, and where the contract shows it. */
export interface ContractExample {
  operationId: string
  /** Absent for the example of a request. */
  status: number | undefined
  name: string
  value: unknown
  schema: OpenAPIV3_1.SchemaObject
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

type Place = Pick<ContractExample, 'operationId' | 'status'>

function examplesOf(holder: { content?: Record<string, OpenAPIV3_1.MediaTypeObject> } | undefined, place: Place): ContractExample[] {
  return Object.values(holder?.content ?? {}).flatMap(({ schema = {}, examples = {} }) =>
    Object.entries(examples).map(([name, example]) => ({
      ...place,
      name,
      value: resolve<OpenAPIV3_1.ExampleObject>(example).value as unknown,
      // OpenAPI 3.1 keeps `$ref` beside other keywords, so a reference is a schema too.
      schema: schema as OpenAPIV3_1.SchemaObject,
    })),
  )
}
