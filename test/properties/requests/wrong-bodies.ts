import fc from 'fast-check'
import { bodySchemaOf, type ContractOperation } from '../../../server/contract.ts'
import { wrapperOf } from '../../../server/http/wrapper-of.ts'
import { faultsOf, type Fault } from '../values/faults.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { entryOf, type InvalidRequest, type Refusal } from './invalid-requests.ts'
import { knownValues } from './known-values.ts'

/** Requests with a body that breaks one rule of its schema, for every such rule. */
export function requestsWithWrongBody(operation: ContractOperation, right: fc.Arbitrary<GeneratedRequest>): fc.Arbitrary<InvalidRequest>[] {
  if (operation.operation.requestBody === undefined) return []
  return faultsOf(bodySchemaOf(operation), knownValues(operation)).map(({ values, ...fault }) =>
    fc.tuple(right, values).map(([request, body]) => ({
      request: { ...request, body },
      fault: `body ${entryOf(fault.steps)} ${fault.rule}`,
      breaksSchema: true,
      ...refusalOf(operation, fault),
    })),
  )
}

/** What chooses the branch has refusals of its own, and so has the object around the fields. */
function refusalOf({ id }: ContractOperation, { rule, steps }: Omit<Fault, 'values'>): Refusal {
  if (rule === 'discriminator') return { statuses: [401, 422] }
  const wrapper = wrapperOf(id)
  const isOuter = steps.length < (wrapper === undefined ? 1 : 2)
  if (isOuter && rule !== 'additionalProperties') return { statuses: [400] }
  return { statuses: [422], entry: entryOf(steps[0] === wrapper ? steps.slice(1) : steps) }
}
