import { ApiError } from './api-error.js'
import { ContractError } from './contract-error.js'
import { ErrorType, type InvalidEntry } from './generated/types.gen.js'
import { isObject, parseJson } from './json.js'
import { retryAfterMs } from './retry-after.js'

/**
 * The envelope of a success, which is a 2xx with `meta` and `data`.
 *
 * @throws ApiError when the service refuses or fails.
 * @throws ContractError for every other answer.
 */
export function judgeAnswer(response: Response, text: string): unknown {
  const body = parseJson(text)
  if (response.ok && isObject(body) && isObject(body.meta) && isObject(body.data)) return body
  throw failure(response, text)
}

/**
 * Lets the success of an operation through whose answer has no body.
 *
 * @throws ApiError when the service refuses or fails.
 * @throws ContractError for every other answer.
 */
export function judgeNoContent(response: Response, text: string): undefined {
  if (response.status !== 204) throw failure(response, text)
}

function failure(response: Response, text: string): ApiError | ContractError {
  const { status, headers } = response
  const body = parseJson(text)
  const meta = isObject(body) && isObject(body.meta) ? body.meta : undefined
  const error = meta && isObject(body) && isObject(body.error) ? body.error : undefined
  const requestId = headers.get('X-Request-Id') ?? (typeof meta?.request_id === 'string' ? meta.request_id : undefined)
  if (error === undefined && status < 400) return new ContractError(strange(response), { status, requestId, body: text })

  const code = Object.values(ErrorType).find((type) => type === error?.type)
  const invalid = Array.isArray(error?.invalid) ? error.invalid.filter(isInvalidEntry) : []
  return new ApiError(refused(status, code, error), { status, code, invalid, requestId, retryAfterMs: retryAfterMs(headers), body: text })
}

function strange({ type, status }: Response): string {
  const isRedirect = type === 'opaqueredirect' || (status >= 300 && status < 400)
  return `the server answered ${status}, ${isRedirect ? 'and redirects are not followed' : 'which is no success of the contract'}`
}

/** The service's own words, else nothing but the status and a type that is known: a stranger's body may repeat what was sent. */
function refused(status: number, code: ErrorType | undefined, error: Record<string, unknown> | undefined): string {
  if (typeof error?.message === 'string' && error.message !== '') return error.message
  return `the server answered ${status} ${code ?? (error ? 'with an error of a newer contract' : 'without the envelope of the contract')}`
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
