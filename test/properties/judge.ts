import type { ContractOperation } from '../../server/contract.ts'
import type { Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'

/** What is wrong with an answer, whatever was asked: a fault of the service, or anything the contract does not say. */
export function breachesOf({ id }: ContractOperation, answer: Answer): string[] {
  const { status, headers, body } = answer
  const contentType = headers.get('content-type')
  return [
    ...(status >= 500 ? [`${status} is a fault of the service`] : []),
    ...answerBreaches(id, answer),
    ...(contentType === (body === undefined ? null : 'application/json; charset=utf-8') ? [] : [`content type ${contentType}`]),
    ...(body === undefined || body.meta.code === status ? [] : [`meta.code ${body.meta.code}`]),
    ...(body === undefined || body.meta.request_id === headers.get('x-request-id') ? [] : [`meta.request_id ${body.meta.request_id}`]),
  ]
}

/** The rules of fields that a refusal lists, with the fields. */
export function brokenRulesOf({ body }: Answer): { entry?: string; rule: string | null }[] {
  const entries: { entry?: string; rules?: { rule: string | null }[] }[] = body?.error?.invalid ?? []
  return entries.flatMap(({ entry = '', rules = [] }) => rules.map(({ rule }) => ({ entry, rule })))
}
