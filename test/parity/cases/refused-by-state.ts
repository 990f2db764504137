import type { ContractOperation } from '../../../server/contract.ts'
import type { ContractRequest } from '../../server/statuses/contract-request.ts'
import { guardOf } from '../../server/statuses/own-rows.ts'
import { unknownId, upserts } from '../../server/statuses/provocations.ts'
import { rows } from '../heart-rows.ts'
import type { Outcome, ParityCase } from '../parity-case.ts'
import { validRequest } from '../valid-request.ts'

const invalidToken: Outcome = { status: 401, error: 'access_denied' }
const forbidden: Outcome = { status: 403, error: 'forbidden' }
const notFound: Outcome = { status: 404, error: 'not_found' }

/** Well-formed requests that are refused for what is stored. */
export function refusedByStateCases(operation: ContractOperation): ParityCase[] {
  const { id, path } = operation
  const request = validRequest(operation)
  const guard = guardOf(operation)
  const refuse = (name: string, expected: Outcome, changes: Partial<ContractRequest>): ParityCase => ({
    name,
    operationId: id,
    request: { ...request, ...changes },
    expected,
  })
  const withToken = (value: string) => ({ headers: { Authorization: `Bearer ${value}` } })
  return [...tokenCases(), ...objectCases()]

  function tokenCases(): ParityCase[] {
    if (guard === undefined) return []
    return [
      refuse('a token that nobody has issued', invalidToken, withToken('nobody-has-issued-this')),
      refuse('a token that has expired', invalidToken, withToken(rows.expiredToken)),
      ...(guard.scope.length === 0 ? [] : [refuse('a token without the scope', forbidden, withToken(rows.scopelessToken))]),
    ]
  }

  function objectCases(): ParityCase[] {
    const position = path.split('/').findLastIndex((segment) => segment.startsWith('{'))
    if (position === -1 || upserts.includes(id)) return []
    const [ownPath = '', query] = request.target.split('?', 2)
    const target = `${ownPath.split('/').with(position, unknownId).join('/')}${query === undefined ? '' : `?${query}`}`
    const isForeign = id === 'refreshClientSecret' || (guard?.scheme === 'ownClient' && path.split('/')[position] === '{id}')
    return [refuse('an object that is not there', isForeign ? forbidden : notFound, { target })]
  }
}
