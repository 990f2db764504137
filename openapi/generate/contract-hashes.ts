import { createHash } from 'node:crypto'
import type { OpenAPIV3_1 } from 'openapi-types'
import { byName, wireForm } from './wire-form.ts'

/** The hash of a contract, and of each of its operations by operationId. */
export interface ContractHashes {
  hash: string
  operations: Record<string, string>
}

/** 64 bits: nobody forges a contract, and two versions of one meet by chance once in many billions. */
const hexDigits = 16

/**
 * Hashes what programs can notice of a bundled contract, so that two versions of it can be compared operation by operation.
 * Documentation does not count, nor does the order of operations, and a bundle that carries its hash already has the same.
 */
export function contractHashes(document: OpenAPIV3_1.Document): ContractHashes {
  const inOrder = operationForms(document)
    .map(([id, form]): [string, string] => [id, hashOf(form)])
    .toSorted(byName)
  return { hash: hashOf(inOrder), operations: Object.fromEntries(inOrder) }
}

/** What programs can notice of each operation, by operationId. Operations whose forms have equal JSON are the same to them. */
export function operationForms(document: OpenAPIV3_1.Document): [string, unknown][] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item = {}]) =>
    operationsIn(item).map(([method, operation]): [string, unknown] => [
      operation.operationId ?? '',
      wireForm(document, { method, path, ...partsOf(document, item, operation) }),
    ]),
  )
}

/** The operations of a path by their methods. */
export function operationsIn(item: OpenAPIV3_1.PathItemObject): [string, OpenAPIV3_1.OperationObject][] {
  // What else a path has is left out: it has no operationId.
  return Object.entries(item as Record<string, OpenAPIV3_1.OperationObject>).filter(([, { operationId }]) => operationId !== undefined)
}

function partsOf(document: OpenAPIV3_1.Document, item: OpenAPIV3_1.PathItemObject, operation: OpenAPIV3_1.OperationObject) {
  const { requestBody, responses, security = [] } = operation
  return {
    parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])],
    requestBody,
    responses,
    security: security.map((alternative) =>
      Object.entries(alternative)
        .toSorted(byName)
        .map(([name, scopes]) => ({ name, scopes: scopes.toSorted(), scheme: document.components?.securitySchemes?.[name] })),
    ),
  }
}

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, hexDigits)
