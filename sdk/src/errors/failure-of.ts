import { ApiError } from './api-error.js'
import { ContractError } from './contract-error.js'
import { errorTypes } from '../generated/error-types.gen.js'
import type { ErrorType, InvalidEntry } from '../generated/types.gen.js'
import { isObject, parseJson } from '../json.js'
import { retryAfterMs } from '../transport/retry-after.js'

/** What an answer that is no success is thrown as: the service's refusal, or an answer that the contract does not know. */
export function failureOf(response: Response, text: string): ApiError | ContractError {
  const { status, headers } = response
  const body = parseJson(text)
  const meta = isObject(body) && isObject(body.meta) ? body.meta : undefined
  const error = meta && isObject(body) && isObject(body.error) ? body.error : undefined
  const requestId = headers.get('X-Request-Id') ?? (typeof meta?.request_id === 'string' ? meta.request_id : undefined)
  if (error === undefined && status < 400) return new ContractError(strange(response), { status, requestId, body: text })

  const code = errorTypes.find((type) => type === error?.type)
  const invalid = Array.isArray(error?.invalid) ? error.invalid.filter(isInvalidEntry) : []
  return new ApiError(refused(status, code, error) + fieldsOf(invalid), { status, code, invalid, requestId, retryAfterMs: retryAfterMs(headers), body: text })
}

function strange({ type, status }: Response): string {
  const isRedirect = type === 'opaqueredirect' || (status >= 300 && status < 400)
  return `the server answered ${status}, ${isRedirect ? 'and redirects are not followed' : 'which is no success of the contract; is "baseUrl" right?'}`
}

/** The service's own words, else nothing but the status and a type that is known: a stranger's body may repeat what was sent. */
function refused(status: number, code: ErrorType | undefined, error: Record<string, unknown> | undefined): string {
  if (typeof error?.message === 'string' && error.message !== '') return error.message
  return `the server answered ${status} ${code ?? (error ? 'with an error of a newer contract' : 'without the envelope of the contract')}`
}

/** The fields at fault, so that a log which keeps the message only names them. */
function fieldsOf(invalid: InvalidEntry[]): string {
  const fields = invalid.flatMap(({ entry = '' }) => (entry.startsWith('$.') ? [entry] : []))
  return fields.length === 0 ? '' : ` (${fields.join(', ')})`
}

function isInvalidEntry(value: unknown): value is InvalidEntry {
  if (!isObject(value)) return false
  const { entry_type: entryType, entry, rules } = value
  return (
    typeof entryType === 'string' &&
    (entry === undefined || typeof entry === 'string') &&
    (rules === undefined || (Array.isArray(rules) && rules.every(isObject)))
  )
}
