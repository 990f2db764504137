import { parametersOf, type ContractOperation, type OperationId } from '../../../server/contract.ts'
import { isObject } from '../../../server/is-object.ts'
import type { ContractRequest } from '../../server/statuses/contract-request.ts'
import { guardOf } from '../../server/statuses/own-rows.ts'
import { bodyForms, type BodyForm } from '../body-forms.ts'
import type { ParityCase } from '../parity-case.ts'
import { describedBody, successOf, validRequest } from '../valid-request.ts'

/** Filters of this one were in the body once, and to overlook them would delete too much. */
const refusesBodies: OperationId[] = ['deleteRolesOfUser']

/** Requests that differ from the plainest in ways that the contract allows. */
export function acceptedCases(operation: ContractOperation): ParityCase[] {
  const { id, method } = operation
  const request = validRequest(operation)
  const queryNames = parametersOf(operation).flatMap(({ in: place, name }) => (place === 'query' ? [name] : []))
  const [path = ''] = request.target.split('?', 1)
  const accept = (name: string, changes: Partial<ContractRequest>): ParityCase => ({
    name,
    operationId: id,
    request: { ...request, ...changes },
    expected: successOf(operation),
  })
  const withHeader = (name: string, header: string, value: string) => accept(name, { headers: { ...request.headers, [header]: value } })
  const asksForFilters = method === 'delete' && queryNames.length > 0

  return [
    accept('a valid request', {}),
    accept('a slash at the end of the path', { target: request.target.replace(path, `${path}/`) }),
    withHeader('Accept of many types', 'Accept', 'text/html, application/*;q=0.5'),
    ...(asksForFilters ? [] : [accept('a query parameter that nobody knows', { target: `${path}?nobody_knows=this` })]),
    ...tokenCases(),
    ...(describedBody(operation) === undefined ? unreadBodyCases() : bodyCases()),
  ]

  function tokenCases(): ParityCase[] {
    if (guardOf(operation) === undefined) return [withHeader('a token where none is asked for', 'Authorization', 'Bearer any')]
    return [withHeader('the scheme of the token in lower case', 'Authorization', request.headers.Authorization!.replace('Bearer', 'bearer'))]
  }

  function unreadBodyCases(): ParityCase[] {
    const withoutBody = withHeader('Content-Type without a body', 'Content-Type', 'application/json')
    if (refusesBodies.includes(id)) return [withoutBody]
    return [
      withoutBody,
      accept('a body where none is described', { body: { any: 'thing' } }),
      accept('a body of another type where none is described', { body: 'text', headers: { ...request.headers, 'Content-Type': 'text/plain' } }),
    ]
  }

  function bodyCases(): ParityCase[] {
    // The others would need rows of their own.
    const [form] = bodyForms(operation)
    return [
      withHeader('Content-Type with a charset', 'Content-Type', 'Application/JSON; charset=UTF-8'),
      ...(form?.isOpen === true ? [withUnknownMember(form)] : []),
      ...(describedBody(operation)?.required === true ? [] : [withoutBody()]),
    ]
  }

  function withUnknownMember({ wrap, example }: BodyForm): ParityCase {
    return accept('a member that nobody knows in an open body', { body: wrap({ ...example, nobody_knows: 'this' }) })
  }

  /** What the body says is said by the query, where that knows it. */
  function withoutBody(): ParityCase {
    const said = isObject(request.body) ? Object.entries(request.body).filter(([name]) => queryNames.includes(name)) : []
    const query = said.map(([name, value]) => `?${name}=${String(value)}`)
    return accept('no body where it is optional', { body: undefined, target: `${path}${query.join('')}` })
  }
}
