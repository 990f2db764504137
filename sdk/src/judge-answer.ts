import { ApiError } from './api-error.js'
import { ErrorType, type InvalidEntry } from './generated/types.gen.js'
import { isObject, parseJson } from './json.js'

/**
 * Lets the contract's success through, which is a 2xx with `meta` and `data`.
 *
 * @throws ApiError for every other answer.
 */
export function judgeAnswer(response: Response, text: string): void {
  const body = parseJson(text)
  if (response.ok && isObject(body) && isObject(body.meta) && isObject(body.data)) return
  throw refusal(response, text)
}

/**
 * Lets the success of an operation through whose answer has no body.
 *
 * @throws ApiError for every other answer.
 */
export function judgeNoContent(response: Response, text: string): void {
  if (response.status !== 204) throw refusal(response, text)
}

function refusal(response: Response, text: string): ApiError {
  const body = parseJson(text)
  const meta = isObject(body) && isObject(body.meta) ? body.meta : undefined
  const failure = meta && isObject(body) && isObject(body.error) ? body.error : {}
  const type = Object.values(ErrorType).find((type) => type === failure.type)
  return new ApiError(describe(response, type, failure.message), {
    status: response.status,
    type,
    invalid: Array.isArray(failure.invalid) ? failure.invalid.filter(isInvalidEntry) : [],
    requestId: response.headers.get('X-Request-Id') ?? (typeof meta?.request_id === 'string' ? meta.request_id : undefined),
    body: text,
  })
}

/** The service's own words, else nothing but the status and a type that is known: a stranger's body may repeat what was sent. */
function describe(response: Response, type: ErrorType | undefined, message: unknown): string {
  if (typeof message === 'string' && message !== '') return message
  const answer = `the server answered ${response.status}`
  if (type !== undefined) return `${answer} ${type}`
  const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
  return isRedirect ? `${answer}, and redirects are not followed` : `${answer} without the envelope of the contract`
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
