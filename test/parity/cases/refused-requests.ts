import { contract, type ContractOperation } from '../../../server/contract.ts'
import type { ContractRequest } from '../../server/statuses/contract-request.ts'
import { guardOf } from '../../server/statuses/own-rows.ts'
import type { Outcome, ParityCase } from '../parity-case.ts'
import { describedBody, validRequest } from '../valid-request.ts'

const otherType = { 'Content-Type': 'text/plain' }
const notJson: Outcome = { status: 400, error: 'request_malformed' }
const wrongType: Outcome = { status: 415, error: 'content_type_invalid' }
const notAcceptable: Outcome = { status: 406, error: 'content_type_invalid' }
const noToken: Outcome = { status: 401, error: 'access_denied' }
const tooLarge: Outcome = { status: 413, error: 'request_too_large' }

/** Requests that are refused for what is around their fields: token, types, JSON, size, method. */
export function refusedRequestCases(operation: ContractOperation): ParityCase[] {
  const { id, path } = operation
  const request = validRequest(operation)
  const refuse = (name: string, expected: Outcome, changes: Partial<ContractRequest>): ParityCase => ({
    name,
    operationId: id,
    request: { ...request, ...changes },
    expected,
  })
  const withHeaders = (headers: Record<string, string>) => ({ ...request.headers, ...headers })

  return [
    refuse('a body that is not JSON', notJson, { body: '{' }),
    refuse('a client that does not take JSON', notAcceptable, { headers: withHeaders({ Accept: 'text/html' }) }),
    refuse('a body that is too large', tooLarge, { body: { x: 'x'.repeat(65_536) } }),
    ...(guardOf(operation) === undefined ? [] : tokenCases()),
    ...(describedBody(operation) === undefined ? [] : typeCases()),
    ...(describedBody(operation)?.required === true ? bodyCases() : []),
    ...methodCases(),
  ]

  function tokenCases(): ParityCase[] {
    return [
      refuse('no token', noToken, { headers: {} }),
      refuse('a token of another scheme', noToken, { headers: { Authorization: 'Basic b3duZXI6c2VjcmV0' } }),
      refuse('a scheme without a token', noToken, { headers: { Authorization: 'Bearer ' } }),
      refuse('no token before a body that is not JSON', noToken, { headers: {}, body: '{' }),
      refuse('no token before a body that is too large', noToken, { headers: {}, body: { x: 'x'.repeat(65_536) } }),
      refuse('a client that does not take JSON before no token', notAcceptable, { headers: { Accept: 'text/html' } }),
    ]
  }

  function typeCases(): ParityCase[] {
    return [
      refuse('a body of another type', wrongType, { body: 'token', headers: withHeaders(otherType) }),
      refuse('a body of another JSON', wrongType, { headers: withHeaders({ 'Content-Type': 'application/vnd.api+json' }) }),
      refuse('a charset that nobody reads', wrongType, { headers: withHeaders({ 'Content-Type': 'application/json; charset=koi8-u' }) }),
      ...(guardOf(operation) === undefined ? [] : [refuse('no token before a body of another type', noToken, { headers: otherType, body: 'token' })]),
    ]
  }

  function bodyCases(): ParityCase[] {
    return [
      refuse('no body where one is needed', wrongType, { body: undefined }),
      refuse('a list in place of the body', { ...notJson, faults: ['$ cast'] }, { body: [] }),
      refuse('a text in place of the body', { ...notJson, faults: ['$ cast'] }, { body: '"text"' }),
    ]
  }

  /** A method that the path has not, once for each path. */
  function methodCases(): ParityCase[] {
    const item = contract.paths?.[path] ?? {}
    const [first] = Object.values(item).filter((member) => typeof member === 'object' && 'operationId' in member)
    if (first !== operation.operation) return []
    const method = ['put', 'post', 'patch', 'delete'].find((other) => !(other in item))!
    const target = request.target.replace(/^\w+/, method.toUpperCase())
    return [refuse('a method that the path does not have', { status: 405, error: 'method_not_allowed' }, { target, body: undefined })]
  }
}
