/** Prism answers every invalid request with the first example of 422, but the contract has other answers to some. */
import type { PrismHttpComponents } from '@stoplight/prism-http'
import { createRequire } from 'node:module'
import type { ErrorType } from '../../sdk/src/generated/types.gen.ts'
import { isBlank } from '../../server/http/broken-rule.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import { isObject } from '../../server/is-object.ts'
import { bodySteps } from './violations.ts'

type Mock = PrismHttpComponents['mock']
type Operation = Parameters<Mock>[0]['resource']
type Input = Parameters<Mock>[0]['input']
type Violation = Input['validations'][number]

/** Which answer is given instead. */
interface Choice {
  code: number
  exampleKey?: string
}

// With `import`, the default export of this file is one thing to Node and another to Vite.
const { default: mock } = createRequire(import.meta.url)('@stoplight/prism-http/dist/mocker/index.js') as { default: Mock }

/** Chooses the answer as Prism does, except for ids of the path, idempotency keys, and the type, the outer object and the grant of a body. */
export const mockWithRefusals: Mock = ({ resource, input, config }) => {
  const choice = refusalOf(resource, input)
  if (choice === undefined) return mock({ resource, input, config })
  return mock({ resource, input: { ...input, validations: [] }, config: { ...config, ...choice } })
}

function refusalOf(operation: Operation, { data: { body }, validations }: Input): Choice | undefined {
  const wrapper = wrapperOf(operation.iid)
  // A refused token and another type of body are told first.
  if (validations.some(({ code }) => code === 401 || code === 415)) return undefined
  if (validations.some(({ path }) => path?.[0] === 'path')) return malformed(operation, 'malformedPathId', 'malformedTokenValue')
  if (validations.some((violation) => isAt(violation, wrapper, 'grant_type'))) return refusalOfGrant(operation, grantType(body, wrapper))
  // To Prism a `null` is missing as well.
  const isMissing = validations.some(({ path, code }) => path === undefined && code === 'required')
  if (isMissing && body === undefined) return { code: 415 }
  const isMalformed = isMissing || validations.some((violation) => isOutside(violation, wrapper))
  if (isMalformed) return malformed(operation, 'missing', 'malformedJson')
  return validations.length > 0 && validations.every(isOfKey) ? { code: 422, exampleKey: 'invalidIdempotencyKey' } : undefined
}

const isOfKey = ({ path = [] }: Violation): boolean => path.join('/') === 'header/x-idempotency-key'

const isAt = (violation: Violation, ...steps: unknown[]) => String(bodySteps(violation)) === String(steps)

/** Tells what is wrong around the fields from what is wrong with one of them. */
function isOutside(violation: Violation, wrapper: string | undefined): boolean {
  const depth = wrapper === undefined ? 1 : 2
  return violation.path?.[0] === 'body' && violation.code !== 'additionalProperties' && bodySteps(violation).length < depth
}

function grantType(body: unknown, wrapper = ''): unknown {
  const grant = isObject(body) ? body[wrapper] : undefined
  return isObject(grant) ? grant['grant_type'] : undefined
}

function refusalOfGrant(operation: Operation, type: unknown): Choice | undefined {
  if (isBlank(type)) return shownWith(operation, 422, 'request_malformed')
  return typeof type === 'string' ? shownWith(operation, 401, 'invalid_grant') : undefined
}

/** The first example of a status with this type of error. */
function shownWith(operation: Operation, code: number, type: ErrorType): Choice {
  const shown = examplesOf(operation, code).find((example) => 'value' in example && errorType(example.value) === type)
  return { code, ...(shown !== undefined && { exampleKey: shown.key }) }
}

function errorType(answer: unknown): unknown {
  return isObject(answer) && isObject(answer['error']) ? answer['error']['type'] : undefined
}

/** The example of 400 whose name begins with the first of these that there is. */
function malformed(operation: Operation, ...beginnings: string[]): Choice {
  const keys = examplesOf(operation, 400).map(({ key }) => key)
  const [exampleKey] = beginnings.flatMap((beginning) => keys.filter((key) => key.startsWith(beginning)))
  return { code: 400, ...(exampleKey !== undefined && { exampleKey }) }
}

function examplesOf({ responses }: Operation, code: number) {
  return responses.find((response) => response.code === String(code))?.contents?.[0]?.examples ?? []
}
