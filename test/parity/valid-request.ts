import type { OpenAPIV3_1 } from 'openapi-types'
import { resolve, type ContractOperation, type OperationId } from '../../server/contract.ts'
import { contractExamples } from '../contract/examples-of.ts'
import { demo } from '../fixtures/demo.ts'
import { requestOf, type ContractRequest } from '../server/statuses/contract-request.ts'
import { ownId, ownRedirectUri } from '../server/statuses/own-rows.ts'
import { membersOf } from './members-of.ts'
import type { Outcome } from './parity-case.ts'

const { pharmacy, mis } = demo

/** A request that an operation answers with its first success, to rows of its own. */
export function validRequest(operation: ContractOperation): ContractRequest {
  const request = requestOf(operation)
  // The token of a client that needs a system, as the example shows it.
  if (operation.id === 'verifyToken') {
    return { ...request, target: `GET /admin/tokens/${pharmacy.ownerToken}/verify`, headers: { ...request.headers, 'API-key': mis.apiKey } }
  }
  // The items of a list have the members of their kind; the user's own tokens are of one.
  if (operation.id === 'listStoredTokens') return { ...request, target: `${request.target}?user_id=${ownId('users', operation.id)}` }
  // A connection that is there.
  if (operation.id === 'upsertConnection') return { ...request, body: { consumer_id: ownId('clients', operation.id), redirect_uri: ownRedirectUri } }
  return request
}

const examples = contractExamples().filter(({ status }) => status !== undefined)

/** The first success of an operation, as an example shows it that has all members. */
export function successOf(operation: ContractOperation): Outcome {
  // The first is that of the original documentation, which has left out the refresh token.
  return operation.id === 'createToken' ? outcomeShown(operation.id, 'refreshedAccessToken') : firstExample(operation)
}

/** The first success of an operation, as its first example shows it. */
export function firstExample({ id, operation }: ContractOperation): Outcome {
  const status = Math.min(...Object.keys(operation.responses ?? {}).map(Number))
  const example = examples.find((shown) => shown.operationId === id && shown.status === status)
  return { status, members: membersOf(example?.value) }
}

/** The outcome that a named example of an operation shows. */
export function outcomeShown(operationId: OperationId, name: string): Outcome {
  const example = examples.find((shown) => shown.operationId === operationId && shown.name === name)
  if (example?.status === undefined) throw new Error(`${operationId} shows no ${name}`)
  return { status: example.status, members: membersOf(example.value) }
}

/** The body that the contract describes for an operation; undefined where it describes none. */
export function describedBody({ operation: { requestBody } }: ContractOperation): OpenAPIV3_1.RequestBodyObject | undefined {
  return requestBody && resolve<OpenAPIV3_1.RequestBodyObject>(requestBody)
}
