import { wrapperIn } from '../body-wrapper.ts'
import { bodySchemaOf, contract, contractOperations } from '../contract.ts'

const wrappers = new Map<string | undefined, string | undefined>(
  contractOperations.map((operation) => [operation.id, wrapperIn(contract, bodySchemaOf(operation))]),
)

/**
 * The only member of an operation's body when that is an object itself, such as `token` of `{"token": {…}}`; undefined
 * where the fields are the body's own.
 */
export function wrapperOf(operationId: string | undefined): string | undefined {
  return wrappers.get(operationId)
}
