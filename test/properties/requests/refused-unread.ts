import fc from 'fast-check'
import { resolve, type ContractOperation } from '../../../server/contract.ts'
import { callerValue, guardOf } from '../../server/statuses/own-rows.ts'
import type { GeneratedRequest } from './generated-request.ts'
import type { InvalidRequest } from './invalid-requests.ts'

type Headers = Record<string, string>

/** Requests that are refused for their media types or because the body is no JSON, whatever else they say. */
export function unreadableRequests(operation: ContractOperation, right: fc.Arbitrary<GeneratedRequest>): fc.Arbitrary<InvalidRequest>[] {
  const changed = (fault: string, status: number, changes: fc.Arbitrary<{ headers: Headers; text?: string }>) =>
    fc.tuple(right, changes).map(([request, { headers, ...text }]) => {
      const spoilt = { ...request, ...text, headers: { ...request.headers, ...headers } }
      return { request: spoilt, fault, breaksSchema: false, statuses: [status] }
    })
  const body = (text: string, type = 'application/json') => ({ headers: { 'Content-Type': type }, text })
  const charsets = fc.constantFrom('koi8-u', 'windows-1251', 'x')
  const otherTypes = fc.constantFrom('text/html', 'application/xml', 'image/*', 'application/json;q=0')
  return [
    changed('no JSON', 400, noJson.map((text) => body(text))),
    changed('other charset', 415, charsets.map((charset) => body('{}', `application/json; charset=${charset}`))),
    changed('JSON not accepted', 406, otherTypes.map((Accept) => ({ headers: { Accept } }))),
    ...(needsBody(operation) ? [changed('other media type', 415, fc.constant({ headers: { 'Content-Type': 'text/plain' } }))] : []),
  ]
}

const nearlyJson = ['{', '{"token":{', "{'token':{}}", '{"a":1,}', '\0', 'NaN', 'a=b', '[1,]', '{"a":1}{']
const noJson = fc.oneof(fc.constantFrom(...nearlyJson), fc.string({ minLength: 1 })).filter((text) => !isJson(text))

/** Blank text is taken for no body. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return text.trim() === ''
  }
}

const needsBody = ({ operation: { requestBody } }: ContractOperation) => requestBody !== undefined && resolve(requestBody).required === true

/** Requests to a guarded operation with no token, or with one that was never issued. */
export function unguardedRequests(operation: ContractOperation, right: fc.Arbitrary<GeneratedRequest>): fc.Arbitrary<InvalidRequest>[] {
  if (guardOf(operation) === undefined) return []
  const tokens = fc.option(garbled(callerValue(operation.id)), { nil: undefined })
  const requests = fc.tuple(right, tokens).map(([request, token]) => {
    const { Authorization: _right, ...headers } = request.headers
    const spoilt = { ...request, headers: { ...headers, ...(token === undefined ? {} : { Authorization: token }) } }
    return { request: spoilt, fault: token === undefined ? 'no token' : 'garbled token', breaksSchema: false, statuses: [401] }
  })
  return [requests]
}

function garbled(value: string): fc.Arbitrary<string> {
  const near = [`Basic ${value}`, `Bearer:${value}`, `Bearer ${value}x`, `Bearer ${value} x`, `Bearer "${value}"`, `Bearer ${value}, Bearer ${value}`]
  return fc.oneof(fc.constantFrom('', 'Bearer', 'Bearer ', value, ...near), fc.stringMatching(/^[!-~]{1,300}$/).map((text) => `Bearer ${text}`))
}
