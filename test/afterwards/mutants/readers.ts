import type { OpenAPIV3_1 } from 'openapi-types'
import { contractOperations, type ContractOperation } from '../../../server/contract.ts'
import { followReference } from '../../../server/follow-reference.ts'
import { pointerOf } from '../../../server/json-pointer.ts'

/** The operations that a part of the contract describes. */
export interface Readers {
  /** Those whose requests it describes. */
  ofRequests: ContractOperation[]
  /** Those that it says anything of. */
  all: ContractOperation[]
}

/** Finds, by JSON Pointer, the operations that a part of a contract describes: in their own path, or as a component. */
export function readersIn(contract: OpenAPIV3_1.Document): (place: string) => Readers {
  const operations = contractOperations.map((operation) => {
    const { path, method } = operation
    const item = contract.paths?.[path]
    const own = pointerOf('paths', path)
    const shared = `${own}/parameters/`
    const { responses: _responses, ...request } = item?.[method] ?? {}
    return {
      operation,
      ofRequest: [`${own}/${method}/parameters/`, `${own}/${method}/requestBody/`, shared, ...componentsOf([item?.parameters, request])],
      all: [`${own}/${method}/`, shared, ...componentsOf([item?.parameters, item?.[method]])],
    }
  })
  return (place) => ({
    ofRequests: operations.filter(({ ofRequest }) => isWithin(place, ofRequest)).map(({ operation }) => operation),
    all: operations.filter(({ all }) => isWithin(place, all)).map(({ operation }) => operation),
  })

  function componentsOf(part: unknown): string[] {
    const found = new Set<string>()
    collect(part)
    return [...found].map(($ref) => `${$ref.slice(1)}/`)

    function collect(member: unknown): void {
      if (typeof member !== 'object' || member === null) return
      if ('$ref' in member && typeof member.$ref === 'string') {
        if (found.has(member.$ref)) return
        found.add(member.$ref)
        collect(followReference(contract, { $ref: member.$ref }))
      }
      for (const [name, inner] of Object.entries(member)) if (name !== 'examples') collect(inner)
    }
  }
}

const isWithin = (place: string, starts: string[]) => starts.some((start) => `${place}/`.startsWith(start))
