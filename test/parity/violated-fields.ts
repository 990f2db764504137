import { parametersOf, type OperationId } from '../../server/contract.ts'
import { brokenRule } from '../../server/http/broken-rule.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import type { Answer } from '../fixtures/call.ts'
import { operationNamed } from '../fixtures/operation-named.ts'

interface Violation {
  location: string[]
  code: string
  message: string
}

/**
 * The fields that the mock's header names, in the words that the service has for them. Of several rules that a field broke the
 * format is told, as the service does.
 */
export function violatedFields(operationId: OperationId, { headers }: Answer): string[] {
  const violations = JSON.parse(headers.get('sl-violations') ?? '[]') as Violation[]
  const fields = new Map<string, string | null>()
  for (const { location, code, message } of violations) {
    const [, place, ...parents] = location
    const header = place === 'header' ? headerNamed(operationId, parents[0]) : undefined
    const named = /'([^']+)'$/.exec(message)?.[1]
    const steps = code === 'required' || code === 'additionalProperties' ? [...parents, ...(named ?? '').split('.')] : parents
    if (place === 'body' && steps[0] === wrapperOf(operationId) && steps.length > 1) steps.shift()
    const field = header ?? ['$', ...steps].join('.').replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')
    const { rule } = brokenRule({ keyword: code, message, value: code === 'required' ? undefined : 'present' })
    if (!fields.has(field) || code === 'format') fields.set(field, rule)
  }
  return [...fields].map(([field, rule]) => `${field} ${rule}`).toSorted()
}

/** The name of a header in the contract, which Prism tells in small letters. */
function headerNamed(operationId: OperationId, name: string | undefined): string | undefined {
  const headers = parametersOf(operationNamed(operationId)).filter((parameter) => parameter.in === 'header')
  return headers.find((header) => header.name.toLowerCase() === name)?.name
}
