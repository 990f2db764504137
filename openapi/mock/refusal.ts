/** Prism answers every invalid request with 422, but what is malformed has a 400 in the contract. */
import type { PrismHttpComponents } from '@stoplight/prism-http'
import { createRequire } from 'node:module'
import { wrapperOf } from '../../server/http/wrapper-of.ts'

type Mock = PrismHttpComponents['mock']
type Operation = Parameters<Mock>[0]['resource']
type Violation = Parameters<Mock>[0]['input']['validations'][number]

// With `import`, the default export of this file is one thing to Node and another to Vite.
const { default: mock } = createRequire(import.meta.url)('@stoplight/prism-http/dist/mocker/index.js') as { default: Mock }

/** Chooses the answer as Prism does, except for an id of the path that is not a UUID and a body without its wrapper. */
export const mockWithMalformed: Mock = ({ resource, input, config }) => {
  const exampleKey = exampleOfMalformed(resource, input.validations)
  if (exampleKey === undefined) return mock({ resource, input, config })
  return mock({ resource, input: { ...input, validations: [] }, config: { ...config, code: 400, exampleKey } })
}

function exampleOfMalformed(operation: Operation, violations: Violation[]): string | undefined {
  // A refused token and another type of body are told first.
  if (violations.some(({ code }) => code === 401 || code === 415)) return undefined
  const names = examplesOf400(operation)
  if (violations.some(({ path }) => path?.[0] === 'path')) return names.find((name) => name === 'malformedPathId') ?? names[0]
  const wrapper = wrapperOf(operation.iid)
  const isMissing = violations.some(({ message }) => message === `Request body must have required property '${wrapper}'`)
  return isMissing ? names.find((name) => name.startsWith('missing')) : undefined
}

function examplesOf400({ responses }: Operation): string[] {
  const content = responses.find(({ code }) => code === '400')?.contents?.[0]
  return content?.examples?.map(({ key }) => key) ?? []
}
